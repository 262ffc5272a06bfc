using Edge.LoadTests.Demo;
using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Scenarios;

/// <summary>A suite made ready to run.</summary>
/// <param name="Scenarios">They run side by side.</param>
/// <param name="Thresholds">What must hold; those of the command line come on top.</param>
internal sealed record SuitePlan(IReadOnlyList<Scenario> Scenarios, IReadOnlyList<string> Thresholds)
{
    /// <summary>What is done while the load goes on, by the time after the warm-up. Only with the demo.</summary>
    public IReadOnlyList<TimedAction> Actions { get; init; } = [];

    /// <summary>Before the load.</summary>
    public Func<DemoGateway?, Task> Init { get; init; } = static _ => Task.CompletedTask;

    /// <summary>After it, also when it failed. What it gives back stands in the report.</summary>
    public Func<DemoGateway?, Task<string?>> Clean { get; init; } = static _ => Task.FromResult<string?>(null);
}

/// <summary>Something that happens during a load.</summary>
internal sealed record TimedAction(TimeSpan At, string Note, Func<DemoGateway, Task> Run);
