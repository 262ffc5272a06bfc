namespace Edge.Gateway.Waf;

/// <summary>A rule that matched, as it is kept.</summary>
internal sealed record WafRecordMatch(long Id, string Message, string Severity, int Phase, string Variable, string Value, string Data, IReadOnlyList<string> Tags);
