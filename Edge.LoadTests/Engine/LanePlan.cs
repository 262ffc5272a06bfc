namespace Edge.LoadTests.Engine;

/// <summary>What a lane must know beside its scenario. Times in nanoseconds.</summary>
/// <param name="Worker">Index of its worker.</param>
/// <param name="Workers">Of so many.</param>
/// <param name="Connections">Its connections, at least one.</param>
/// <param name="WarmUp">Before this nothing is counted.</param>
/// <param name="Interval">Width of a point in charts.</param>
/// <param name="Intervals">Number of such points.</param>
/// <param name="TlsContext">From <see cref="Http.OpenSsl.NewContext"/>; 0 without TLS.</param>
internal sealed record LanePlan(int Worker, int Workers, int Connections, long WarmUp, long Interval, int Intervals, nint TlsContext);
