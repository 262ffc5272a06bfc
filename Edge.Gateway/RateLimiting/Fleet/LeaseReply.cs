namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>What the store said.</summary>
/// <param name="Granted">Units given, all within the limit or all beyond it.</param>
/// <param name="IsBeyond">Whether they are beyond the limit, for bursts.</param>
/// <param name="Used">Units taken by the whole fleet in the window, these included.</param>
/// <param name="EndsAfterTicks">Ticks until the window ends, counted from when the question was sent.</param>
/// <param name="Window">Names the window.</param>
/// <param name="IsSame">Whether it is the one the node knows, even by another name: what is in hand keeps its worth.</param>
internal readonly record struct LeaseReply(long Granted, bool IsBeyond, long Used, long EndsAfterTicks, long Window, bool IsSame);
