using System.Globalization;
using Edge.LoadTests.Demo;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Scenarios;

/// <summary>The same load for long: reads, and sign-ins. Give it hours by <c>--duration 8h</c>.</summary>
internal sealed class SoakSuite : ISuite
{
    private double _megabytes;

    public string Name => "soak";

    public string Promise => "The last third of a long load is as fast as the first, nothing fails, and memory does not grow.";

    public LoadOptions Defaults => new() { Rate = 200, Duration = TimeSpan.FromMinutes(10) };

    public DemoSettings Demo(LoadOptions options) => new() { Waf = true };

    public SuitePlan Plan(LoadOptions options) => new(
        [
            new Scenario("first-third", Steps(options), Ask.Between(options, 0, 1.0 / 3, options.Rate / 2)),
            new Scenario("middle", Steps(options), Ask.Between(options, 1.0 / 3, 2.0 / 3, options.Rate / 2)),
            new Scenario("last-third", Steps(options), Ask.Between(options, 2.0 / 3, 1, options.Rate / 2)),
        ],
        ["failed <= 0", "last-third.p99 < 2 * first-third.p99 + 10ms"])
    {
        Actions = [new TimedAction(options.Part(1.0 / 3), "memory is noted", demo =>
        {
            _megabytes = demo.Megabytes();
            return Task.CompletedTask;
        })],
        Check = Memory,
    };

    private static Step[] Steps(LoadOptions options) => [Ask.Read(options.Host), Ask.SignIn(options.Host)];

    // Caches fill in the first third; a leak goes on.
    private ThresholdResult? Memory(DemoGateway? demo)
    {
        if (demo is null)
        {
            return null;
        }

        double end = demo.Megabytes();
        return new ThresholdResult(
            "memory at the end < 1.5 * memory after a third",
            end < 1.5 * _megabytes,
            string.Create(CultureInfo.InvariantCulture, $"{end:0} MB (after a third: {_megabytes:0} MB)"));
    }
}
