namespace Edge.LoadTests.Measuring;

/// <summary>How well the generator kept its own time.</summary>
/// <param name="BusyPercent">Of the busiest thread: time in which it did not wait.</param>
/// <param name="LagP50Ms">How late requests began although a connection was free, median.</param>
/// <param name="LagP99Ms">The same, 99 %.</param>
/// <param name="LagMaxMs">The same, the worst.</param>
/// <param name="StarvedPercent">Share of requests that were due while all connections were busy.</param>
/// <param name="CpuMicrosecondsPerRequest">CPU time of its threads per request, warm-up included in both.</param>
/// <param name="Bottleneck">Why the generator, not the target, set the figures; null when it did not.</param>
internal sealed record GeneratorResult(double BusyPercent, double LagP50Ms, double LagP99Ms, double LagMaxMs, double StarvedPercent, double CpuMicrosecondsPerRequest, string? Bottleneck);
