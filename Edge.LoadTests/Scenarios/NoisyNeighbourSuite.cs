using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Scenarios;

/// <summary>A tenant that asks four times its limit all the time, beside a quiet one in the same cell and one in another.</summary>
internal sealed class NoisyNeighbourSuite : ISuite
{
    public string Name => "noisy-neighbour";

    public string Promise => "A tenant that never stops asking above its limit is held to it; its neighbours get every answer.";

    public bool NeedsDemo => true;

    public LoadOptions Defaults => new() { Rate = 200 };

    public DemoSettings Demo(LoadOptions options) => new() { AcmeLimit = LimitOf(options) };

    public SuitePlan Plan(LoadOptions options) => new(
        [
            new Scenario("noisy", [Ask.Read("acme.localhost") with { Expects = static status => status is 200 or 429 }], [new Inject(LimitOf(options) * 4, options.Duration)]),
            new Scenario("same-cell", [Ask.Read("initech.localhost")], [new Inject(options.Rate, options.Duration)]),
            new Scenario("other-cell", [Ask.Read("globex.localhost")], [new Inject(options.Rate, options.Duration)]),
        ],
        ["noisy.failed <= 0", "noisy.status.429 > 0", "same-cell.failed <= 0", "other-cell.failed <= 0", "same-cell.p99 < 2 * other-cell.p99 + 25ms"]);

    private static int LimitOf(LoadOptions options) => Math.Max(1, (int)(options.Rate / 2));
}
