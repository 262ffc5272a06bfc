using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Scenarios;

/// <summary>All of cell na-1 takes 300 ms longer for a third of the time; another cell goes on as before.</summary>
internal sealed class SlowOriginSuite : ISuite
{
    public string Name => "slow-origin";

    public string Promise => "A slow cell is slow for its own tenants only, and loses none of their requests.";

    public bool NeedsDemo => true;

    public LoadOptions Defaults => new() { Rate = 200, Connections = 128 };

    public SuitePlan Plan(LoadOptions options) => new(
        [
            new Scenario("slow-cell", [Ask.Read("acme.localhost")], [new Inject(options.Rate, options.Duration)]),
            new Scenario("other-before", [Ask.Read("globex.localhost")], Ask.Between(options, 0, 1.0 / 3, options.Rate)),
            new Scenario("other-during", [Ask.Read("globex.localhost")], Ask.Between(options, 1.0 / 3, 2.0 / 3, options.Rate)),
        ],
        ["slow-cell.failed <= 0", "other-before.failed <= 0", "other-during.failed <= 0", "other-during.p99 < 3 * other-before.p99 + 25ms", "slow-cell.max >= 300ms"])
    {
        Actions =
        [
            new TimedAction(options.Part(1.0 / 3), "cell na-1 answers 300 ms late", static demo => demo.SetFaultsOfCellAsync("na-1", """{"latencyMs":300}""")),
            new TimedAction(options.Part(2.0 / 3), "cell na-1 answers as before", static demo => demo.SetFaultsOfCellAsync("na-1", """{"latencyMs":0}""")),
        ],
    };
}
