namespace Edge.Tests.Rules.Crs;

/// <summary>One request of a CRS regression test, and what must come of it.</summary>
internal sealed record FtwStage(
    byte[] Request, IReadOnlyList<int> Statuses, string? LogContains, string? NoLogContains, bool ExpectsError);
