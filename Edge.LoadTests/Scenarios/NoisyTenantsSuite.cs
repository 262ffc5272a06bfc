using Edge.LoadTests.Engine;
using Edge.LoadTests.Http;

namespace Edge.LoadTests.Scenarios;

/// <summary>100,000 tenants, each asking now and then, and one that is noisy.</summary>
internal sealed class NoisyTenantsSuite(int tenants = NoisyTenantsSuite.AllTenants) : ISuite
{
    public const int AllTenants = 100_000;

    // Coprime to the number of tenants: neighbours in time are far apart in every table.
    private const int Stride = 7919;

    public string Name => "noisy-100k-tenants";

    public string Promise => "Among 100,000 tenants a noisy one is held to its limit, and the others are all answered.";

    public bool NeedsDemo => true;

    public DemoSettings Demo(LoadOptions options) => new() { AcmeLimit = LimitOf(options), MoreTenants = tenants };

    public SuitePlan Plan(LoadOptions options) => new(
        [
            new Scenario("noisy", [Ask.Read("acme.localhost") with { Expects = static status => status is 200 or 429 }], [new Inject(LimitOf(options) * 4, options.Duration)]),
            new Scenario("others", [new Step("read", [.. Enumerable.Range(0, tenants).Select(index => LoadRequest.Get(Ask.HostOf((int)((long)index * Stride % tenants)), "/echo"))])], [new Inject(options.Rate, options.Duration)]),
        ],
        ["noisy.failed <= 0", "noisy.status.429 > 0", "others.failed <= 0", "others.p99 < 100ms"]);

    private static int LimitOf(LoadOptions options) => Math.Max(1, (int)(options.Rate / 5));
}
