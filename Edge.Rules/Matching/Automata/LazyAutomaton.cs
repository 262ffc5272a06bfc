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
    /// <summary>Bytes of one automaton's table: 4 MB; a full one is dropped and begun anew.</summary>
    public const int MaxTableBytes = 4 * 1024 * 1024;

    /// <summary>Bytes that every table may have, 256 KB; more only while <see cref="TableBudget"/> has room.</summary>
    public const int MinTableBytes = 256 * 1024;

    /// <summary>Units of work for making a transition, beside those for each instruction looked at.</summary>
    private const int StepWork = 1_000;

    /// <summary>An instruction looked at takes as long as so many table look-ups.</summary>
    private const int InstructionWork = 4;

    private readonly RegexProgram _program;
    private readonly TableBudget _budget;
    private readonly bool _isOrdered;
    private readonly StartTargets? _startTargets;
    private readonly Lock _lock = new();
    private AutomatonTable _table;

    public LazyAutomaton(RegexProgram program, TableBudget budget, bool isOrdered = false)
    {
        _program = program;
        _budget = budget;
        _isOrdered = isOrdered;
        _startTargets = isOrdered || program.Behind.Length > 0 ? null : new StartTargets(program);
        _table = new AutomatonTable(program.SymbolCount);
    }

    /// <summary>Bytes of the table, for tests and measurements.</summary>
    public int TableBytes => Volatile.Read(ref _table).SizeBytes;

    /// <summary>Times that the table was full, for tests and measurements.</summary>
    public int Resets { get; private set; }

    /// <summary>Finds the first place where a match ends, of those that begin at or after a place.</summary>
    public bool TryFindEnd(ReadOnlySpan<char> text, int from, WorkMeter work, out int end)
    {
        work.Spend(text.Length - from);
        AutomatonTable table = Begin(_program.SymbolAt(text, from - 1), _program.Start, out int row);
        end = from;
        return TryFindEnd(text, ref end, text.Length, ref table, ref row, work)
            || (end == text.Length && Next(ref table, ref row, _program.Edge, work) < 0);
    }

    /// <summary>Finds the first place where a match ends, of those that begin at or after a place but before another.</summary>
    public bool TryFindEarlier(ReadOnlySpan<char> text, int from, int before, WorkMeter work, out int end)
    {
        work.Spend(before - from);
        AutomatonTable table = Begin(_program.SymbolAt(text, from - 1), _program.Start, out int row);
        end = from;
        if (TryFindEnd(text, ref end, before, ref table, ref row, work))
        {
            return true;
        }

        StopStarting(ref table, ref row);
        for (; end <= text.Length && row != table.DeadRow; end++)
        {
            int next = Next(ref table, ref row, _program.SymbolAt(text, end), work);
            if (next < 0)
            {
                return true;
            }

            row = next;
        }

        work.Spend(end - before);
        return false;
    }

    /// <summary>The last place where one of the matches ends that begin at a place; of an ordered automaton, the preferred one.</summary>
    public int FindLastEnd(ReadOnlySpan<char> text, int start, WorkMeter work)
    {
        AutomatonTable table = Begin(_program.SymbolAt(text, start - 1), _program.Body, out int row);
        int last = -1;
        int at = start;
        for (; at <= text.Length && row != table.DeadRow; at++)
        {
            int next = Next(ref table, ref row, _program.SymbolAt(text, at), work);
            last = next < 0 ? at : last;
            row = next & ~AutomatonTable.Matches;
        }

        work.Spend(at - start);
        return last;
    }

    /// <summary>For a program that reads backwards: where the longest match begins that ends at a place.</summary>
    public int FindStart(ReadOnlySpan<char> text, int from, int end, WorkMeter work)
    {
        AutomatonTable table = Begin(_program.SymbolAt(text, end), _program.Body, out int row);
        int start = end;
        int at = end;
        for (; at >= from && row != table.DeadRow; at--)
        {
            int next = Next(ref table, ref row, _program.SymbolAt(text, at - 1), work);
            start = next < 0 ? at : start;
            row = next & ~AutomatonTable.Matches;
        }

        work.Spend(end - at);
        return start;
    }

    /// <summary>For a program that reads backwards: marks each place where a match begins. Returns whether there is one.</summary>
    public bool MarkStarts(ReadOnlySpan<char> text, Span<bool> starts, WorkMeter work)
    {
        work.Spend(text.Length);
        AutomatonTable table = Begin(_program.Edge, _program.Start, out int row);
        bool any = false;
        for (int at = text.Length; at >= 0; at--)
        {
            int next = Next(ref table, ref row, _program.SymbolAt(text, at - 1), work);
            any |= starts[at] = next < 0;
            row = next & ~AutomatonTable.Matches;
        }

        return any;
    }

    /// <summary>The way of every char: walks to the first symbol before which a match ends, but not beyond a place.</summary>
    private bool TryFindEnd(ReadOnlySpan<char> text, ref int at, int stop, ref AutomatonTable table, ref int row, WorkMeter work)
    {
        byte[] symbols = _program.Symbols;
        int[] cells = table.Cells;
        int current = row;
        for (; at < stop; at++)
        {
            int symbol = symbols[(byte)text[at]];
            int next = cells[current + symbol];
            if (next <= 0)
            {
                if (next == AutomatonTable.Unknown)
                {
                    next = MakeStep(ref table, ref current, symbol, work);
                    cells = table.Cells;
                }

                if (next < 0)
                {
                    return true;
                }
            }

            current = next;
        }

        row = current;
        return false;
    }

    /// <summary>From now on only matches are followed that have begun already.</summary>
    private void StopStarting(ref AutomatonTable table, ref int row)
    {
        lock (_lock)
        {
            AutomatonState state = table.StateOf(row);
            ushort[] kernel = [.. state.Kernel.Where(pc => pc != _program.Start)];
            row = kernel.Length == 0 ? table.DeadRow : table.RowOf(new AutomatonState(kernel, state.Kind));
        }
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
            row = _table.RowOf(new AutomatonState([.. _program.Behind.Append(start).Select(static pc => (ushort)pc)], _program.Kinds[symbolBefore]));
            _table.SetFirstRow(slot, row);
            return _table;
        }
    }

    private int Next(ref AutomatonTable table, ref int row, int symbol, WorkMeter work)
    {
        int next = table.Cells[row + symbol];
        return next == AutomatonTable.Unknown ? MakeStep(ref table, ref row, symbol, work) : next;
    }

    /// <summary>Makes a transition; a full table is replaced first, for this walk and those that begin later.</summary>
    private int MakeStep(ref AutomatonTable table, ref int row, int symbol, WorkMeter work)
    {
        lock (_lock)
        {
            AutomatonState state = table.StateOf(row);
            if (table.SizeBytes > MaxTableBytes || (table.SizeBytes > MinTableBytes && _budget.IsSpent))
            {
                if (ReferenceEquals(table, _table))
                {
                    _budget.Add(-table.SizeBytes);
                    Volatile.Write(ref _table, new AutomatonTable(_program.SymbolCount));
                    Resets++;
                }

                table = _table;
                row = table.RowOf(state);
            }

            AutomatonState target = AutomatonStep.Make(_program, _startTargets, state, symbol, _isOrdered, out bool matches, out int looked);
            int size = table.SizeBytes;
            int next = table.RowOf(target) | (matches ? AutomatonTable.Matches : 0);
            _budget.Add(ReferenceEquals(table, _table) ? table.SizeBytes - size : 0);
            work.Spend(StepWork + (looked * InstructionWork));
            table.Set(row, symbol, next);
            return next;
        }
    }
}
