namespace Edge.Tests.Rules.Crs;

/// <summary>One CRS regression test.</summary>
internal sealed record FtwTest(string Id, string File, bool IsEnabled, IReadOnlyList<FtwStage> Stages);
