namespace Edge.Rules.Matching.Automata;

/// <summary>Finds which of several matches is the one of Perl, and its groups: all ways are followed at once, in order of preference.</summary>
/// <remarks>R. Pike's machine. Linear in the text; for each char it looks at every way that is still open.</remarks>
internal sealed class ThreadedMatcher
{
    private const int None = -1;

    [ThreadStatic]
    private static ThreadedMatcher? s_instance;

    private readonly Stack<(int Pc, int Old)> _open = new(); // A negative pc puts an old value back in its slot.
    private Threads _current = new();
    private Threads _next = new();
    private int[] _slots = [];

    /// <summary>Matches at a place; two slots for each group take its start and end, or -1.</summary>
    public static bool TryMatch(RegexProgram program, ReadOnlySpan<char> text, int start, WorkMeter work, Span<int> slots)
    {
        ThreadedMatcher matcher = s_instance ??= new ThreadedMatcher();
        return matcher.Run(program, text, start, work, slots);
    }

    private bool Run(RegexProgram program, ReadOnlySpan<char> text, int start, WorkMeter work, Span<int> slots)
    {
        _current.Clear(program.Instructions.Length, slots.Length);
        _next.Clear(program.Instructions.Length, slots.Length);
        _slots = _slots.Length == slots.Length ? _slots : new int[slots.Length];
        _slots.AsSpan().Fill(None);
        Add(_current, program, text, program.Body, start);
        bool found = false;
        for (int at = start; _current.Count > 0; at++)
        {
            work.Spend(_current.Count * 8L);
            int symbol = program.SymbolAt(text, at);
            for (int index = 0; index < _current.Count; index++)
            {
                Instruction item = program.Instructions[_current[index]];
                if (item.Kind == InstructionKind.Match)
                {
                    found = true;
                    _current.Slots(index).CopyTo(slots);
                    break; // All others are liked less.
                }

                if (symbol != program.Edge && program.Contains(item.Argument, symbol))
                {
                    _current.Slots(index).CopyTo(_slots);
                    Add(_next, program, text, item.Next, at + 1);
                }
            }

            (_current, _next) = (_next, _current);
            _next.Clear(program.Instructions.Length, slots.Length);
        }

        return found;
    }

    /// <summary>Adds the ways that lead on from an instruction without a byte, the preferred one first.</summary>
    private void Add(Threads threads, RegexProgram program, ReadOnlySpan<char> text, int from, int at)
    {
        uint kind = program.Kinds[program.SymbolAt(text, at - 1)];
        int symbol = program.SymbolAt(text, at);
        _open.Push((from, 0));
        while (_open.TryPop(out (int Pc, int Old) step))
        {
            if (step.Pc < 0)
            {
                _slots[~step.Pc] = step.Old;
                continue;
            }

            if (!threads.TryVisit(step.Pc))
            {
                continue;
            }

            Instruction item = program.Instructions[step.Pc];
            switch (item.Kind)
            {
                case InstructionKind.Split:
                    _open.Push((item.Other, 0));
                    _open.Push((item.Next, 0));
                    break;
                case InstructionKind.Save when item.Argument < _slots.Length:
                    _open.Push((~item.Argument, _slots[item.Argument]));
                    _slots[item.Argument] = at;
                    _open.Push((item.Next, 0));
                    break;
                case InstructionKind.Save:
                case InstructionKind.Ahead when program.Contains(item.Argument, symbol):
                case InstructionKind.Before when (kind & (1u << item.Argument)) != 0:
                    _open.Push((item.Next, 0));
                    break;
                case InstructionKind.Bytes or InstructionKind.Match:
                    threads.Add(step.Pc, _slots);
                    break;
            }
        }
    }

    /// <summary>Ways in order of preference, each with its groups.</summary>
    private sealed class Threads
    {
        private int[] _visited = [];
        private int[] _pcs = [];
        private int[] _values = [];
        private int _round;
        private int _width;

        public int Count { get; private set; }

        public int this[int index] => _pcs[index];

        public void Clear(int instructions, int width)
        {
            if (_visited.Length < instructions || _round == int.MaxValue)
            {
                _visited = new int[instructions];
                _round = 0;
            }

            _round++;
            _width = width;
            Count = 0;
        }

        public ReadOnlySpan<int> Slots(int index) => _values.AsSpan(index * _width, _width);

        public bool TryVisit(int pc)
        {
            bool isNew = _visited[pc] != _round;
            _visited[pc] = _round;
            return isNew;
        }

        public void Add(int pc, ReadOnlySpan<int> slots)
        {
            if (Count == _pcs.Length || (Count + 1) * _width > _values.Length)
            {
                Array.Resize(ref _pcs, Math.Max(16, Count * 2));
                Array.Resize(ref _values, _pcs.Length * Math.Max(_width, 2));
            }

            _pcs[Count] = pc;
            slots.CopyTo(_values.AsSpan(Count * _width));
            Count++;
        }
    }
}
