using Edge.LoadTests.Http;

namespace Edge.LoadTests.Engine;

/// <summary>One request of an iteration. Its variants are sent in turn.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Requests">At least one.</param>
internal sealed record Step(string Name, IReadOnlyList<LoadRequest> Requests)
{
    /// <summary>Which statuses are no failure; 2xx and 3xx when not said.</summary>
    public Func<int, bool> Expects { get; init; } = static status => status is >= 200 and < 400;
}
