using Edge.Gateway.Observability;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Counts how customers' requests ended. Added to by any thread; the counts only grow.</summary>
internal sealed class CustomerAnswers
{
    private const int Good = 0;
    private const int Failed = 1;

    private readonly ShardedCells _counts = new(2);

    public void Add(bool isFailure) => _counts.Add(isFailure ? Failed : Good, 1);

    public (long Good, long Failed) Read() => (_counts.Sum(Good), _counts.Sum(Failed));
}
