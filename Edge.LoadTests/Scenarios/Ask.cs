using Edge.LoadTests.Engine;
using Edge.LoadTests.Http;

namespace Edge.LoadTests.Scenarios;

/// <summary>What clients of the demo ask.</summary>
internal static class Ask
{
    /// <summary>A read, which may be repeated.</summary>
    public static Step Read(string host) => new("read", [LoadRequest.Get(host, "/echo")]);

    /// <summary>A sign-in, which works in read-only mode too.</summary>
    public static Step SignIn(string host) =>
        new("sign-in", [LoadRequest.PostJson(host, "/api/v1/authn", """{"username":"alice@example.com","password":"correct-horse"}""")]);

    /// <summary>A tenant of the demo that has no name.</summary>
    public static string HostOf(int tenant) => FormattableString.Invariant($"t{tenant:d6}.localhost");

    /// <summary>A load in the part of the duration from one share to another.</summary>
    public static LoadSimulation[] Between(LoadOptions options, double from, double to, double rate)
    {
        var inject = new Inject(rate, options.Part(to - from));
        return from > 0 ? [new Pause(options.Part(from)), inject] : [inject];
    }
}
