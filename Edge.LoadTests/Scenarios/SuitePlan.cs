using Edge.LoadTests.Demo;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;

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

    /// <summary>What no threshold can say; looked at when the load has ended. Null when there is nothing to judge.</summary>
    public Func<DemoGateway?, ThresholdResult?> Check { get; init; } = static _ => null;
}
