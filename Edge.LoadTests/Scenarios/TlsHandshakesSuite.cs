using Edge.LoadTests.Engine;
using Edge.LoadTests.Http;

namespace Edge.LoadTests.Scenarios;

/// <summary>Each request comes over a connection of its own, with a whole TLS handshake: no session is taken up again.</summary>
internal sealed class TlsHandshakesSuite : ISuite
{
    public string Name => "tls-handshakes";

    public string Promise => "Whole handshakes come at a fixed rate, and each is answered.";

    public LoadOptions Defaults => new() { Rate = 100, IsTls = true, IsNewConnection = true, Connections = 256 };

    public SuitePlan Plan(LoadOptions options) => new(
        [new Scenario("handshakes", [new Step("read", [LoadRequest.Get(options.Host, options.Path)])], [options.Copies is { } copies ? new KeepConstant(copies, options.Duration) : new Inject(options.Rate, options.Duration)])],
        options.Copies is null ? ["failed <= 0", "achieved >= 99"] : ["failed <= 0"]);
}
