namespace Edge.Gateway.RateLimiting.Counting;

/// <summary>What a counter has left.</summary>
/// <param name="Used">Units used; may be above the limit after a burst or a lowered limit.</param>
/// <param name="Remaining">Units left, never negative.</param>
/// <param name="ResetTicks">Ticks of 100 ns until more is really available; above zero.</param>
internal readonly record struct Room(long Used, long Remaining, long ResetTicks);
