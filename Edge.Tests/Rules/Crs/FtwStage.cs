namespace Edge.Tests.Rules.Crs;

/// <summary>One request of a CRS regression test, and what must come of it.</summary>
internal sealed record FtwStage(
    byte[] Request, IReadOnlyList<int> Statuses, string? LogContains, string? NoLogContains, bool ExpectsError)
{
    /// <summary>Rules that must match (second schema).</summary>
    public IReadOnlyList<long> ExpectedIds { get; init; } = [];

    /// <summary>Rules that must not match (second schema).</summary>
    public IReadOnlyList<long> UnexpectedIds { get; init; } = [];
}
