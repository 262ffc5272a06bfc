namespace Edge.Gateway.Journeys;

/// <summary>When runs are due: spread over the interval at first, then each a little early or late, so that nodes and targets do not fall in step.</summary>
internal sealed class JourneySchedule(TimeProvider time, Random random)
{
    /// <summary>Part of the interval by which each run's time varies.</summary>
    public const double Jitter = 0.1;

    private readonly Dictionary<(string Journey, string Target), long> _due = [];

    /// <summary>Whether a run is due; then the next one is set.</summary>
    public bool IsDue(string journey, string target, TimeSpan interval)
    {
        long now = time.GetTimestamp();
        if (!_due.TryGetValue((journey, target), out long due))
        {
            _due[(journey, target)] = now + Ticks(interval * random.NextDouble());
            return false;
        }

        if (now < due)
        {
            return false;
        }

        _due[(journey, target)] = now + Ticks(interval * (1 + (Jitter * ((2 * random.NextDouble()) - 1))));
        return true;
    }

    /// <summary>Forgets targets that are gone.</summary>
    public void Keep(IReadOnlySet<(string Journey, string Target)> targets)
    {
        foreach ((string, string) gone in _due.Keys.Where(key => !targets.Contains(key)).ToArray())
        {
            _due.Remove(gone);
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
