namespace Edge.Rules.Matching.Automata;

/// <summary>Counts the work that patterns make, in units of about one table look-up, and ends it at a limit.</summary>
/// <remarks>What is counted depends on the text and the patterns, and on what earlier texts left in the tables; never on the time.</remarks>
internal sealed class WorkMeter
{
    public long Remaining { get; private set; } = long.MaxValue;

    public void Reset(long units) => Remaining = units;

    /// <exception cref="WorkLimitException">The limit is passed.</exception>
    public void Spend(long units)
    {
        Remaining -= units;
        if (Remaining < 0)
        {
            throw new WorkLimitException();
        }
    }
}
