namespace Edge.Rules.Matching.Automata;

/// <summary>Finds the state behind a state and a symbol. One for each thread, because it keeps room to work in.</summary>
internal sealed class AutomatonStep
{
    [ThreadStatic]
    private static AutomatonStep? s_instance;

    private readonly Stack<int> _open = new();
    private readonly List<int> _waiting = [];
    private readonly List<ushort> _targets = [];
    private int[] _seen = [];
    private int[] _targeted = [];
    private int _round;

    /// <param name="program">The pattern.</param>
    /// <param name="startTargets">What is known of matches that begin now; null for automata that cannot use it.</param>
    /// <param name="state">Where the walk stands.</param>
    /// <param name="symbol">What comes next.</param>
    /// <param name="isOrdered">Whether the order of the instructions counts, as <see cref="LazyAutomaton"/> says.</param>
    /// <param name="matches">Whether the pattern matches before the symbol.</param>
    /// <param name="looked">Instructions that were looked at.</param>
    public static AutomatonState Make(
        RegexProgram program, StartTargets? startTargets, AutomatonState state, int symbol, bool isOrdered, out bool matches, out int looked)
    {
        AutomatonStep step = s_instance ??= new AutomatonStep();
        looked = 0;
        matches = false;
        step.Prepare(program);
        if (startTargets is not null && state.Kernel.AsSpan().Contains((ushort)program.Start))
        {
            step.FollowStart(program, startTargets, state.Kind, symbol, ref matches, ref looked);
        }

        step.Follow(program, state, symbol, isOrdered, ref matches, ref looked);
        if (!isOrdered)
        {
            step._targets.Sort();
        }

        return new AutomatonState([.. step._targets], step._targets.Count == 0 ? 0 : program.Kinds[symbol]);
    }

    private void Prepare(RegexProgram program)
    {
        if (_seen.Length < program.Instructions.Length || _round == int.MaxValue)
        {
            _seen = new int[program.Instructions.Length];
            _targeted = new int[program.Instructions.Length];
            _round = 0;
        }

        _round++;
        _targets.Clear();
        _waiting.Clear();
    }

    /// <summary>Adds what a match comes to that begins now, and leaves its first instruction marked as seen.</summary>
    private void FollowStart(RegexProgram program, StartTargets known, uint kind, int symbol, ref bool matches, ref int looked)
    {
        if (!known.TryGet(kind, symbol, out (ushort[] Targets, bool Matches) found))
        {
            uint behind = 0;
            Open(program.Start);
            bool isMatch = Drain(program, kind, symbol, isOrdered: false, ref behind, ref looked);
            found = ([.. _targets], isMatch);
            known.Add(kind, symbol, found.Targets, isMatch);
            Prepare(program);
        }

        foreach (ushort target in found.Targets)
        {
            _targeted[target] = _round;
            _targets.Add(target);
        }

        looked += found.Targets.Length;
        matches |= found.Matches;
        _seen[program.Start] = _round;
    }

    private void Follow(RegexProgram program, AutomatonState state, int symbol, bool isOrdered, ref bool matches, ref int looked)
    {
        uint behind = 0; // The look-behinds whose text ends here.
        foreach (ushort pc in state.Kernel)
        {
            Open(pc);
            matches |= Drain(program, state.Kind, symbol, isOrdered, ref behind, ref looked);
            if (matches && isOrdered)
            {
                _open.Clear(); // All that is left is liked less than this match.
                return;
            }
        }

        while (TryGoOn(program, behind))
        {
            matches |= Drain(program, state.Kind, symbol, isOrdered, ref behind, ref looked);
        }
    }

    /// <summary>Follows what is open, in order of preference; true when the pattern matches.</summary>
    private bool Drain(RegexProgram program, uint kind, int symbol, bool isOrdered, ref uint behind, ref int looked)
    {
        bool matches = false;
        while (_open.TryPop(out int pc))
        {
            if (_seen[pc] == _round)
            {
                continue;
            }

            _seen[pc] = _round;
            Instruction item = program.Instructions[pc];
            looked++;
            switch (item.Kind)
            {
                case InstructionKind.Bytes:
                    if (symbol != program.Edge && program.Contains(item.Argument, symbol) && _targeted[item.Next] != _round)
                    {
                        _targeted[item.Next] = _round;
                        _targets.Add((ushort)item.Next);
                    }

                    break;
                case InstructionKind.Split:
                    Open(item.Other);
                    Open(item.Next);
                    break;
                case InstructionKind.Ahead when program.Contains(item.Argument, symbol):
                case InstructionKind.Before when (kind & (1u << item.Argument)) != 0:
                case InstructionKind.Save:
                    Open(item.Next);
                    break;
                case InstructionKind.NotBehind:
                    _waiting.Add(pc);
                    break;
                case InstructionKind.BehindMatch:
                    behind |= 1u << item.Argument;
                    break;
                case InstructionKind.Match when isOrdered:
                    return true;
                case InstructionKind.Match:
                    matches = true;
                    break;
            }
        }

        return matches;
    }

    /// <summary>The look-behinds' own instructions lead to no others: when all else is done, it is known which ones matched.</summary>
    private bool TryGoOn(RegexProgram program, uint behind)
    {
        foreach (int pc in _waiting)
        {
            Instruction item = program.Instructions[pc];
            if ((behind & (1u << item.Argument)) == 0)
            {
                Open(item.Next);
            }
        }

        _waiting.Clear();
        return _open.Count > 0;
    }

    private void Open(int pc)
    {
        if (_seen[pc] != _round)
        {
            _open.Push(pc); // Marked when popped: until then a preferred way may come to it first.
        }
    }
}
