namespace Edge.Rules.Matching.Automata;

/// <summary>Counts the work that patterns and detectors make, in units of about one table look-up, and ends it at a limit.</summary>
/// <remarks>What is counted depends on the text and the patterns, and on what earlier texts left in the tables; never on the time.</remarks>
internal sealed class WorkMeter
{
    private long _limit = long.MaxValue;

    /// <summary>Units spent since the start.</summary>
    public long Spent { get; private set; }

    public void Reset(long limit) => (Spent, _limit) = (0, limit);

    /// <summary>From now on there is no limit.</summary>
    public void Lift() => _limit = long.MaxValue;

    /// <exception cref="WorkLimitException">The limit is passed.</exception>
    public void Spend(long units)
    {
        Spent += units;
        if (Spent > _limit)
        {
            throw new WorkLimitException();
        }
    }
}
