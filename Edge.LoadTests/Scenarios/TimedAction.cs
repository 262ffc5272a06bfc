using Edge.LoadTests.Demo;
using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Scenarios;

/// <summary>Something that happens during a load.</summary>
internal sealed record TimedAction(TimeSpan At, string Note, Func<DemoGateway, Task> Run)
{
    /// <summary>What must be so besides: on a busy machine the load before it is late, and shall not meet it. It waits until the load ends, and no longer.</summary>
    public Func<LoadRun, bool> When { get; init; } = static _ => true;
}
