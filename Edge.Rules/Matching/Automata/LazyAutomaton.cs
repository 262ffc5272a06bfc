namespace Edge.Rules.Matching.Automata;

/// <summary>
/// A deterministic automaton whose states are made when a text needs them: one table look-up for each char that was seen
/// in the same state before. Thread-safe; the memory it takes is bounded.
/// </summary>
/// <remarks>
/// R. Cox, "Regular Expression Matching in the Wild" (RE2). A state is the set of instructions to go on from; it says
/// whether there is a match, not which of several. What looks at the next byte is decided when that byte is known, so a
/// match is told one symbol late. An ordered automaton keeps the instructions in order of preference and drops those behind a
/// match, so that the last end it tells is the end of the match that Perl finds; it needs more states.
/// </remarks>
internal sealed class LazyAutomaton
{
    /// <summary>Bytes of one automaton's table; a full one is dropped and begun anew.</summary>
    public const int MaxTableBytes = 512 * 1024;

    /// <summary>Units of work for making a transition, beside those for each instruction looked at.</summary>
    private const int StepWork = 100;

    /// <summary>An instruction looked at takes as long as so many table look-ups.</summary>
    private const int InstructionWork = 4;

    private readonly RegexProgram _program;
    private readonly bool _isOrdered;
    private readonly Lock _lock = new();
    private AutomatonTable _table;

    public LazyAutomaton(RegexProgram program, bool isOrdered = false)
    {
        _program = program;
        _isOrdered = isOrdered;
        _table = new AutomatonTable(program.SymbolCount);
    }

    /// <summary>Bytes of the table, for tests and measurements.</summary>
    public int TableBytes => Volatile.Read(ref _table).SizeBytes;

    /// <summary>Times that the table was full, for tests and measurements.</summary>
    public int Resets { get; private set; }

    /// <summary>The first place at or after another where a match ends, wherever it begins.</summary>
    public bool TryFindEnd(ReadOnlySpan<char> text, int from, WorkMeter work, out int end)
    {
        work.Spend(text.Length - from);
        AutomatonTable table = Begin(_program.SymbolAt(text, from - 1), _program.Start, out int row);
        byte[] symbols = _program.Symbols;
        int[] cells = table.Cells;
        for (end = from; end < text.Length; end++)
        {
            int symbol = symbols[(byte)text[end]];
            int next = cells[row + symbol];
            if (next <= 0)
            {
                if (next == AutomatonTable.Unknown)
                {
                    next = MakeStep(ref table, row, symbol, work);
                    cells = table.Cells;
                }

                if (next < 0)
                {
                    return true;
                }
            }

            row = next;
        }

        return Next(ref table, row, _program.Edge, work) < 0;
    }

    /// <summary>The last place where a match ends, or -1; an ordered automaton stops when none that is liked better can come.</summary>
    public int FindLastEnd(ReadOnlySpan<char> text, int from, WorkMeter work)
    {
        AutomatonTable table = Begin(_program.SymbolAt(text, from - 1), _program.Start, out int row);
        int last = -1;
        int at = from;
        for (; at <= text.Length && row != table.DeadRow; at++)
        {
            int next = Next(ref table, row, _program.SymbolAt(text, at), work);
            last = next < 0 ? at : last;
            row = next & ~AutomatonTable.Matches;
        }

        work.Spend(at - from);
        return last;
    }

    /// <summary>For a program that reads backwards: where the longest match begins that ends at a place; -1 when none does.</summary>
    public int FindStart(ReadOnlySpan<char> text, int from, int end, WorkMeter work)
    {
        AutomatonTable table = Begin(_program.SymbolAt(text, end), _program.Body, out int row);
        int start = -1;
        int at = end;
        for (; at >= from && row != table.DeadRow; at--)
        {
            int next = Next(ref table, row, _program.SymbolAt(text, at - 1), work);
            start = next < 0 ? at : start;
            row = next & ~AutomatonTable.Matches;
        }

        work.Spend(end - at);
        return start;
    }

    private AutomatonTable Begin(int symbolBefore, int start, out int row)
    {
        int slot = (symbolBefore << 1) | (start == _program.Body ? 1 : 0);
        AutomatonTable table = Volatile.Read(ref _table);
        row = table.FirstRow(slot);
        if (row != AutomatonTable.Unknown)
        {
            return table;
        }

        lock (_lock)
        {
            row = _table.RowOf(new AutomatonState([.. _program.Behind, start], _program.Kinds[symbolBefore]));
            _table.SetFirstRow(slot, row);
            return _table;
        }
    }

    private int Next(ref AutomatonTable table, int row, int symbol, WorkMeter work)
    {
        int next = table.Cells[row + symbol];
        return next == AutomatonTable.Unknown ? MakeStep(ref table, row, symbol, work) : next;
    }

    /// <summary>Makes a transition; a full table is replaced first, for this walk and those that begin later.</summary>
    private int MakeStep(ref AutomatonTable table, int row, int symbol, WorkMeter work)
    {
        lock (_lock)
        {
            AutomatonState state = table.StateOf(row);
            if (table.SizeBytes > MaxTableBytes)
            {
                if (ReferenceEquals(table, _table))
                {
                    Volatile.Write(ref _table, new AutomatonTable(_program.SymbolCount));
                    Resets++;
                }

                table = _table;
                row = table.RowOf(state);
            }

            AutomatonState target = AutomatonStep.Make(_program, state, symbol, _isOrdered, out bool matches, out int looked);
            work.Spend(StepWork + (looked * InstructionWork));
            int next = table.RowOf(target) | (matches ? AutomatonTable.Matches : 0);
            table.Set(row, symbol, next);
            return next;
        }
    }
}
