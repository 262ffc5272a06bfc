using System.Diagnostics;
using System.Globalization;
using Edge.LoadTests.Demo;
using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Scenarios;

/// <summary>acme is moved to its DR cell and back by an operator's call, while both cells are alive.</summary>
internal sealed class FailoverSuite : ISuite
{
    private string? _took;

    public string Name => "failover";

    public string Promise => "Failover and failback by the admin API lose no read and no sign-in, and no other tenant notices.";

    public bool NeedsDemo => true;

    public LoadOptions Defaults => new() { Rate = 200 };

    public SuitePlan Plan(LoadOptions options) => new(
        [
            new Scenario("moved", [Ask.Read("acme.localhost"), Ask.SignIn("acme.localhost")], [new Inject(options.Rate / 2, options.Duration)]),
            new Scenario("others", [Ask.Read("globex.localhost")], [new Inject(options.Rate, options.Duration)]),
        ],
        ["moved.failed <= 0", "others.failed <= 0"])
    {
        Actions =
        [
            new TimedAction(options.Part(0.3), "failover of acme.localhost", demo => TimeAsync("failover", demo)),
            new TimedAction(options.Part(0.7), "failback of acme.localhost", demo => TimeAsync("failback", demo)),
        ],
        Clean = _ => Task.FromResult(_took),
    };

    private async Task TimeAsync(string verb, DemoGateway demo)
    {
        long begun = Stopwatch.GetTimestamp();
        await demo.CommandAsync("dr/" + verb, """{"domains":["acme.localhost"]}""");
        await demo.WaitForAsync("acme.localhost");
        string took = string.Create(CultureInfo.InvariantCulture, $"{verb}: first answer {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms after the call");
        _took = _took is null ? took : $"{_took}; {took}";
    }
}
