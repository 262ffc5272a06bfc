namespace Edge.Rules.Matching.Automata;

/// <summary>The memory that the tables of many automata share. Thread-safe.</summary>
/// <remarks>One for a rule set. When it is spent, large tables are dropped and begun anew, so hostile traffic costs time, not memory.</remarks>
internal sealed class TableBudget
{
    /// <summary>Bytes of all tables together, 48 MB: with the Core Rule Set twice what attacks of all kinds together need.</summary>
    public const long MaxBytes = 48 * 1024 * 1024;

    private long _bytes;

    public bool IsSpent => Volatile.Read(ref _bytes) > MaxBytes;

    public void Add(int bytes) => Interlocked.Add(ref _bytes, bytes);
}
