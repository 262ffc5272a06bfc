using System.Text.Json.Nodes;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Builder;

namespace Edge.Tests.Functional;

/// <summary>A gateway with the compact rule set, and rules of a test's own.</summary>
internal static class WafGateway
{
    private const string OwnFile = "own.conf";

    /// <param name="settings">Keys of <c>waf</c> that the test sets, as JSON.</param>
    /// <param name="rules">SecLang of the test's own, read after the compact set.</param>
    /// <param name="change">Further changes.</param>
    /// <param name="configure">Replaces services.</param>
    public static Task<TestGateway> StartAsync(string settings = "{}", string? rules = null, Action<TestConfig>? change = null, Action<WebApplicationBuilder>? configure = null) => TestGateway.StartAsync(config =>
    {
        JsonObject waf = TestConfig.Parse("""{ "mode": "block", "crs": "off", "regexTimeoutMs": 10000 }""");
        foreach ((string key, JsonNode? value) in TestConfig.Parse(settings))
        {
            waf[key] = value?.DeepClone();
        }

        config.Files[OwnFile] = rules ?? "# none\n";
        waf["rules"] = new JsonArray(Repository.PathOf("config", "rules", "edge-*.conf"), OwnFile);
        config.Edge["waf"] = waf;
        change?.Invoke(config);
    }, configure);

    /// <summary>The file that <c>rules</c> of <see cref="StartAsync"/> went to.</summary>
    public static string OwnRules(TestGateway gateway) => gateway.Folder[OwnFile];
}
