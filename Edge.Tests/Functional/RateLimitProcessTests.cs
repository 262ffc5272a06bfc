using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Gateway.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Three gateways in processes of their own on one real Redis.</summary>
[Collection(Alone.Name)] // Nodes wait for Redis a few ms and no longer: other tests must not take the processor.
public sealed class RateLimitProcessTests
{
    private const int Limit = 3000;
    private static readonly string Token = AdminToken.Create();
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_KilledAndRestartedUnderLoad_NeverExceedTheLimitAndStrandLittle()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using DemoCells cells = await DemoCells.StartAsync([TestOrigin.Destination("na-1", "na-1-a1")], Cancelled);
        TestFolder[] folders = [new(), new(), new()];
        var gateways = new CrashableGateway[folders.Length];
        try
        {
            for (int i = 0; i < gateways.Length; i++)
            {
                gateways[i] = await CrashableGateway.StartAsync(ConfigOf(redis, cells), folders[i]);
            }

            int allowed = 0;
            await LoadAsync(gateways, Limit / 3);
            await gateways[0].KillAsync(); // With a lease in hand.
            await LoadAsync(gateways[1..], Limit / 4);
            await gateways[0].StartAgainAsync();
            await LoadAsync(gateways, Limit * 3);
            bool wasLost = (await Task.WhenAll(gateways.Select(WasRedisLostAsync))).Any(static lost => lost); // For a moment, on a busy machine: then each goes on with its share of what it knows.
            Assert.InRange(allowed, Limit * 97 / 100, wasLost ? Limit * 3 / 2 : Limit); // A crash strands one lease, at most 100 units, until the window ends.

            async Task LoadAsync(CrashableGateway[] targets, int requests) => await Task.WhenAll(targets.Select(async target =>
            {
                for (int i = 0; i < requests / targets.Length; i++)
                {
                    using HttpResponseMessage response = await target.Client.GetAsync("/echo", Cancelled);
                    Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, response.StatusCode.ToString());
                    if (response.StatusCode == HttpStatusCode.OK)
                    {
                        Interlocked.Increment(ref allowed);
                    }
                }
            }));
        }
        finally
        {
            Array.ForEach(gateways, static gateway => gateway?.Dispose());
            Array.ForEach(folders, static folder => folder.Dispose());
        }
    }

    private static async Task<bool> WasRedisLostAsync(CrashableGateway gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Ops, $"/api/v1/logs?limit=1&filter={Uri.EscapeDataString("eventType eq \"system.org.rate_limit.store_lost\"")}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancelled);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!.AsArray().Count > 0;
    }

    private static TestConfig ConfigOf(TestRedis redis, DemoCells cells)
    {
        TestConfig config = new TestConfig().WithTenant("acme", "na-1");
        config.Admin["tokens"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""{ "id": "ops-1", "role": "super-admin", "hash": "{{Convert.ToHexString(AdminToken.HashOf(Token))}}" }"""));
        config.Edge["redis"] = TestConfig.Parse($$"""{ "configuration": "{{redis.Configuration}}" }""");
        config.Cells["cells"]!.AsArray().Add((JsonNode)TestConfig.Parse(
            $$"""{ "id": "na-1", "health": { "failures": 100 }, "destinations": [ { "id": "na-1-a1", "address": "{{cells.Destinations.Single().Address}}" } ] }"""));
        config.Limits["buckets"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""{ "id": "echo", "limit": {{Limit}}, "window": "1h", "match": [ { "path": "/echo" } ] }"""));
        return config;
    }
}
