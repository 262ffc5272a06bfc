namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>What a counter has seen in an interval, on this node.</summary>
/// <param name="At">Its start.</param>
/// <param name="IsMeasured">False when this node was not running, or keeps no history of the counter: the numbers then say nothing.</param>
/// <param name="Within">Requests within the limit.</param>
/// <param name="Burst">Requests let through beyond it.</param>
/// <param name="Denied">Requests denied.</param>
internal readonly record struct UsagePoint(DateTimeOffset At, bool IsMeasured, long Within, long Burst, long Denied);
