using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status.Ledger;

/// <summary>An entry: what a source measured of a component in a minute. Later entries for the same add to it, and none is ever changed.</summary>
/// <param name="Minute">Since 1970, UTC.</param>
/// <param name="Component">Id.</param>
/// <param name="Source">See <see cref="StatusSource"/>.</param>
/// <param name="Part">Tells entries of one source for one minute apart, so that an entry that comes twice counts once.</param>
/// <param name="Tally">What was measured.</param>
internal sealed record LedgerRow(long Minute, string Component, string Source, string Part, MinuteTally Tally)
{
    /// <summary>Longest source and part, in chars.</summary>
    public const int MaxTextLength = 200;

    public static long MinuteOf(DateTimeOffset instant) => Math.DivRem(instant.ToUnixTimeSeconds(), MinuteTally.Seconds).Quotient;

    public static DateTimeOffset TimeOf(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * MinuteTally.Seconds);
}
