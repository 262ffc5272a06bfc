namespace Edge.Gateway.Access.Bans;

/// <summary>How long a rule bans: the first time, and how that grows with each ban in a row.</summary>
/// <param name="Target">Whether the address or the rule's key is banned.</param>
/// <param name="First">Length of the first ban.</param>
/// <param name="Growth">Factor for each further one, from 1.</param>
/// <param name="Longest">Where growth ends; also how long after its end a ban is remembered.</param>
internal sealed record BanPolicy(BanKind Target, TimeSpan First, double Growth, TimeSpan Longest)
{
    /// <summary>Length of the ban with that many strikes.</summary>
    public TimeSpan DurationOf(int strikes)
    {
        double seconds = First.TotalSeconds * Math.Pow(Growth, Math.Max(0, strikes - 1));
        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }
}
