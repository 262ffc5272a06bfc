using Edge.LoadTests.Engine;
using Edge.LoadTests.Http;

namespace Edge.LoadTests.Scenarios;

/// <summary>The plainest load: one request again and again.</summary>
internal sealed class SteadySuite : ISuite
{
    public string Name => "steady";

    public string Promise => "A fixed rate is held, and every request is answered.";

    public SuitePlan Plan(LoadOptions options)
    {
        LoadSimulation load = options.Copies is { } copies ? new KeepConstant(copies, options.Duration) : new Inject(options.Rate, options.Duration);
        return new SuitePlan(
            [new Scenario("steady", [new Step("read", [LoadRequest.Get(options.Host, options.Path)])], [load])],
            options.Copies is null ? ["failed <= 0", "achieved >= 99"] : ["failed <= 0"]);
    }
}
