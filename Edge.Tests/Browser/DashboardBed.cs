using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Tests.TestKit;
using Microsoft.Playwright;

namespace Edge.Tests.Browser;

/// <summary>A gateway with a limit that is soon spent, and a token of each tenant.</summary>
internal static class DashboardBed
{
    public const int Limit = 10;
    public const int Ceiling = 20;

    /// <summary>Starts it: <c>authn</c> has a limit of ten with bursts to twenty.</summary>
    /// <param name="tokens">Filled with a token for each role and tenant that is named as <c>role@tenant</c>.</param>
    /// <param name="change">Changes the configuration further.</param>
    public static Task<TestGateway> StartAsync(Dictionary<string, string> tokens, Action<TestConfig>? change = null) => TestGateway.StartAsync(config =>
    {
        config.Limits["buckets"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""
            { "id": "authn", "limit": {{Limit}}, "window": "1h", "burst": { "multiplier": {{Ceiling / Limit}} }, "match": [ { "methods": ["POST"], "path": "/api/v1/authn" } ],
              "scopes": [ { "id": "username", "key": ["json:username"], "limit": 1000, "window": "1m" } ] }
            """));
        AddTokens(config, tokens);
        change?.Invoke(config);
    });

    /// <summary>Where acme's dashboard lies.</summary>
    public static string UrlOf(TestGateway gateway) => $"https://acme.localhost:{gateway.Https.Port}/.edge/";

    /// <summary>Opens a page of acme's dashboard, and signs in there.</summary>
    public static async Task<IPage> SignInAsync(BrowserSession session, TestGateway gateway, string token, string page = "")
    {
        await session.Page.GotoAsync(UrlOf(gateway) + page);
        await session.SignInAsync(token);
        return session.Page;
    }

    /// <summary>Makes the tokens.</summary>
    public static void AddTokens(TestConfig config, Dictionary<string, string> tokens)
    {
        foreach (string key in tokens.Keys.ToArray())
        {
            string[] parts = key.Split('@');
            tokens[key] = AdminToken.Create();
            config.Admin["tokens"]!.AsArray().Add((JsonNode)TestConfig.Parse(
                $$"""{ "id": "{{parts[0]}}-{{parts[1]}}", "role": "{{parts[0]}}", "tenant": "{{parts[1]}}", "hash": "{{Convert.ToHexString(AdminToken.HashOf(tokens[key]))}}" }"""));
        }
    }

    /// <summary>One request of a tenant that counts.</summary>
    public static Task<HttpResponseMessage> SignInSomebodyAsync(HttpClient client, string user = "dade.murphy@example.com") =>
        client.PostAsync(new Uri("/api/v1/authn", UriKind.Relative), BodyOf(user), TestContext.Current.CancellationToken);

    /// <summary>Whose sign-in it is. With a length: of a body without one no user is known.</summary>
    public static StringContent BodyOf(string user) => new($$"""{ "username": "{{user}}", "password": "x" }""", System.Text.Encoding.UTF8, "application/json");
}
