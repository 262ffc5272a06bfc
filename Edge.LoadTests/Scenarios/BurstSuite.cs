using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Scenarios;

/// <summary>acme sends ten times its limit for a third of the time; its neighbours in the same cell go on as before.</summary>
internal sealed class BurstSuite : ISuite
{
    public string Name => "burst";

    public string Promise => "A tenant that bursts above its limit gets 429; the others get none, no failures, and about the p99 of before.";

    public bool NeedsDemo => true;

    public LoadOptions Defaults => new() { Rate = 200 };

    public DemoSettings Demo(LoadOptions options) => new() { AcmeLimit = LimitOf(options) };

    public SuitePlan Plan(LoadOptions options) => new(
        [
            new Scenario("before", [Ask.Read("initech.localhost")], Ask.Between(options, 0, 1.0 / 3, options.Rate)),
            new Scenario("during", [Ask.Read("initech.localhost")], Ask.Between(options, 1.0 / 3, 2.0 / 3, options.Rate)),
            new Scenario("after", [Ask.Read("initech.localhost")], Ask.Between(options, 2.0 / 3, 1, options.Rate)),
            new Scenario("bursting", [Ask.Read("acme.localhost") with { Expects = static status => status is 200 or 429 }], Ask.Between(options, 1.0 / 3, 2.0 / 3, LimitOf(options) * 10)),
        ],
        ["before.failed <= 0", "during.failed <= 0", "during.status.429 <= 0", "after.failed <= 0", "bursting.failed <= 0", "bursting.status.429 > 0", "during.p99 < 3 * before.p99 + 50ms"]);

    private static int LimitOf(LoadOptions options) => Math.Max(1, (int)(options.Rate / 2));
}
