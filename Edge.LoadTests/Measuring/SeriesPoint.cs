namespace Edge.LoadTests.Measuring;

/// <summary>A point of a chart, by the time at which requests were due.</summary>
internal sealed record SeriesPoint(double Second, long Requests, long Failed, double P50Ms, double P99Ms);
