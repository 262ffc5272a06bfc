namespace Edge.Gateway.Cells;

/// <summary>How the destinations of a cell are probed.</summary>
/// <param name="Path">Path of the probe's GET.</param>
/// <param name="PathIsChosen">Whether the file names the path: then only 2xx is healthy. Otherwise any status below 500 is, as not every origin has the default path.</param>
/// <param name="Interval">Time between probes.</param>
/// <param name="Timeout">Time a probe may take.</param>
/// <param name="Failures">Failed probes in a row that take a destination out.</param>
internal sealed record CellHealthSettings(string Path, bool PathIsChosen, TimeSpan Interval, TimeSpan Timeout, int Failures)
{
    /// <summary>Probed when a cell names no path.</summary>
    public const string DefaultPath = "/healthz";

    public static CellHealthSettings Default { get; } = new(DefaultPath, PathIsChosen: false, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 2);
}
