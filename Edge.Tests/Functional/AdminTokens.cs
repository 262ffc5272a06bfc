using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Further tokens of a test gateway.</summary>
internal static class AdminTokens
{
    /// <summary>Adds a token, and returns it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="id">Its id.</param>
    /// <param name="role">Its role.</param>
    /// <param name="more">Further members of the entry, in JSON.</param>
    public static string AddToken(this TestConfig config, string id, string role, string more = "{}")
    {
        string token = AdminToken.Create();
        JsonObject entry = TestConfig.Parse(more);
        (entry["id"], entry["role"], entry["hash"]) = (id, role, Convert.ToHexString(AdminToken.HashOf(token)));
        config.Admin["tokens"]!.AsArray().Add((JsonNode)entry);
        return token;
    }

    /// <summary>A client of the ops listener with a token.</summary>
    public static HttpClient CreateOpsClient(this TestGateway gateway, string token)
    {
        HttpClient ops = gateway.CreateOpsClient(withToken: false);
        ops.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return ops;
    }

    public static async Task<JsonNode> ReadJsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

    /// <summary>The events of the node, oldest first, without those of one type that reading the log itself makes.</summary>
    public static async Task<JsonNode[]> EventsAsync(this TestGateway gateway, string eventType)
    {
        string log = await gateway.CreateOpsClient().GetStringAsync("/api/v1/logs?limit=1000", TestContext.Current.CancellationToken);
        return [.. JsonNode.Parse(log)!.AsArray().OfType<JsonNode>().Where(entry => (string?)entry["eventType"] == eventType)];
    }
}
