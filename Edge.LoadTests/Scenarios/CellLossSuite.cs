using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Scenarios;

/// <summary>First one server of cell na-1 is lost, then the whole cell; then it comes back.</summary>
internal sealed class CellLossSuite : ISuite
{
    public string Name => "cell-loss";

    public string Promise => "A lost server costs no request that may be repeated; a lost cell costs other cells nothing, and serves again when it is back.";

    public bool NeedsDemo => true;

    public LoadOptions Defaults => new() { Rate = 200 };

    public SuitePlan Plan(LoadOptions options) => new(
        [
            new Scenario("server-lost", [Ask.Read("acme.localhost")], Ask.Between(options, 0, 0.4, options.Rate)),
            // Without a server there is nothing to repeat on: refused at once, but no connection breaks.
            new Scenario("cell-lost", [Ask.Read("acme.localhost") with { Expects = static status => status is 200 or 502 or 503 or 504 }], Ask.Between(options, 0.4, 0.9, options.Rate)),
            new Scenario("back", [Ask.Read("acme.localhost")], Ask.Between(options, 0.9, 1, options.Rate)),
            new Scenario("other-cell", [Ask.Read("globex.localhost")], [new Inject(options.Rate, options.Duration)]),
        ],
        ["server-lost.failed <= 0", "cell-lost.failed <= 0", "cell-lost.status.5xx > 0", "back.failed <= 0", "other-cell.failed <= 0"])
    {
        Actions =
        [
            new TimedAction(options.Part(0.1), "na-1-a1 is lost", static demo => demo.SetFaultsAsync("na-1-a1", """{"down":true}""")),
            new TimedAction(options.Part(0.4), "the whole cell na-1 is lost", static demo => demo.SetFaultsOfCellAsync("na-1", """{"down":true}""")) { When = static run => run.IsOver("server-lost") },
            new TimedAction(options.Part(0.6), "cell na-1 is back", static async demo =>
            {
                await demo.SetFaultsOfCellAsync("na-1", """{"down":false}""");
                await demo.WaitForAsync("acme.localhost");
            }) { When = static run => run.HasAnswered("cell-lost", static status => status >= 500) },
        ],
    };
}
