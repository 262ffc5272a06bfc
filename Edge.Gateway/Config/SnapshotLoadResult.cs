namespace Edge.Gateway.Config;

/// <summary>A snapshot, or null and the errors; warnings come with either.</summary>
internal sealed record SnapshotLoadResult(EdgeSnapshot? Snapshot, ConfigDiagnostics Diagnostics);
