namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>What the store said.</summary>
/// <param name="Granted">Units given, all within the limit or all beyond it.</param>
/// <param name="IsBeyond">Whether they are beyond the limit, for bursts.</param>
/// <param name="Used">Units taken by the whole fleet, these and what was told included.</param>
/// <param name="AfterTicks">Ticks from the moment of the answer until the window ends; with <c>gcra</c>, until one more unit is back.</param>
/// <param name="Window">Names the window: 1 to <see cref="KeyLease.MaxWindow"/>; 0 when none is running.</param>
/// <param name="IsSame">Whether it is the one the node knows, even by another name: what is in hand keeps its worth.</param>
internal readonly record struct LeaseReply(long Granted, bool IsBeyond, long Used, long AfterTicks, int Window, bool IsSame);
