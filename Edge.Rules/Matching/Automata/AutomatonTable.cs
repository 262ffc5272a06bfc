using System.Numerics;

namespace Edge.Rules.Matching.Automata;

/// <summary>The states and transitions of an automaton that have been needed so far. Only grows.</summary>
/// <remarks>
/// Readers take <see cref="Cells"/> once and walk it without a lock: a cell goes from 0 to its value once, and a row that
/// a cell names lies within every array that the cell can be read from. Writers hold the lock of the instance.
/// </remarks>
internal sealed class AutomatonTable
{
    /// <summary>In a cell: the pattern matches before the symbol.</summary>
    public const int Matches = int.MinValue;

    /// <summary>In a cell: not known yet. No state has this row.</summary>
    public const int Unknown = 0;

    private const int InitialStates = 4;

    /// <summary>Bytes of a state beside its row and its instructions: objects, hash table, list.</summary>
    private const int StateOverheadBytes = 120;

    private readonly int _shift;
    private readonly Dictionary<AutomatonState, int> _rows = [];
    private readonly List<AutomatonState> _states = [];
    private readonly int[] _first;
    private volatile int[] _cells;

    public AutomatonTable(int symbolCount)
    {
        _first = new int[symbolCount * 2];
        _shift = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)symbolCount));
        _cells = new int[InitialStates << _shift];
        _states.Add(new AutomatonState([], 0)); // In place of row 0, which says "unknown".
        DeadRow = RowOf(new AutomatonState([], 0));
    }

    /// <summary>At a state's row plus a symbol: the row of the next state, perhaps with <see cref="Matches"/>, or <see cref="Unknown"/>.</summary>
    public int[] Cells => _cells;

    /// <summary>Bytes that the table takes, about.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>The state from which no match can come.</summary>
    public int DeadRow { get; }

    public AutomatonState StateOf(int row) => _states[row >> _shift];

    /// <summary>The row of a state that walks begin with, or <see cref="Unknown"/>. The owner numbers them: two for each symbol.</summary>
    public int FirstRow(int slot) => Volatile.Read(ref _first[slot]);

    public void SetFirstRow(int slot, int row) => Volatile.Write(ref _first[slot], row);

    public int RowOf(AutomatonState state)
    {
        if (_rows.TryGetValue(state, out int row))
        {
            return row;
        }

        row = _states.Count << _shift;
        if (row == _cells.Length)
        {
            int[] larger = new int[_cells.Length * 2];
            _cells.CopyTo(larger, 0);
            _cells = larger;
        }

        _states.Add(state);
        _rows.Add(state, row);
        SizeBytes += StateOverheadBytes + (state.Kernel.Length * sizeof(ushort)) + (sizeof(int) << _shift);
        return row;
    }

    public void Set(int row, int symbol, int next) => Volatile.Write(ref _cells[row + symbol], next);
}
