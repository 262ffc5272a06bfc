using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Events;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

public sealed class RateLimitTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_BeyondTheLimit_Is429WithTruthfulHeadersAndOktasBody()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => AddBucket(config, """{ "id": "echo", "limit": 3, "window": "1m", "match": [ { "path": "/echo" } ] }"""));
        for (int left = 2; left >= 0; left--)
        {
            using HttpResponseMessage allowed = await gateway.Client.GetAsync("/echo", Cancelled);
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
            Assert.Equal(left.ToString(CultureInfo.InvariantCulture), Single(allowed, "X-Rate-Limit-Remaining"));
            Assert.Equal("\"echo\";q=3;w=60;pk=:YWNtZQ==:", Single(allowed, "RateLimit-Policy"));
        }

        using HttpResponseMessage denied = await gateway.Client.GetAsync("/echo", Cancelled);
        Assert.Equal(HttpStatusCode.TooManyRequests, denied.StatusCode);
        Assert.Equal(("3", "0"), (Single(denied, "X-Rate-Limit-Limit"), Single(denied, "X-Rate-Limit-Remaining")));
        long wait = (long)denied.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        Assert.Contains($";r=0;t={wait};", Single(denied, "RateLimit"), StringComparison.Ordinal); // Retry-After is not earlier than t.
        Assert.InRange(wait, 1, 66);
        JsonNode body = JsonNode.Parse(await denied.Content.ReadAsStringAsync(Cancelled))!;
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", (string?)body["type"]);
        Assert.Equal("E0000047", (string?)body["errorCode"]);
        Assert.Equal("API call exceeded rate limit due to too many requests.", (string?)body["errorSummary"]);
        Assert.Equal((string?)body["requestId"], (string?)body["errorId"]);
        Assert.Equal("echo", (string?)Assert.Single(body["violated-policies"]!.AsArray()));

        using HttpResponseMessage other = await gateway.CreateClient("globex.localhost").GetAsync("/echo", Cancelled);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        LoggedEvent[] events = [.. gateway.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, 1000)];
        Assert.Single(events, static logged => logged.Event is { EventType: "system.org.rate_limit.warning", Target: "acme/echo" });
        Assert.Single(events, static logged => logged.Event is { EventType: "system.org.rate_limit.violation", Target: "acme/echo" });
    }

    [Fact]
    public async Task Post_WithOneUsername_IsHeldToItsOwnLimitHoweverItIsSpelt()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => AddBucket(config, """
            { "id": "signin", "limit": 100, "window": "1m", "match": [ { "methods": ["POST"], "path": "/echo" } ],
              "scopes": [ { "id": "username", "key": ["json:username"], "limit": 2, "window": "1m", "problem": "abnormal-usage-detected" } ] }
            """));
        string large = new('x', 5000);
        Assert.Equal(HttpStatusCode.OK, await PostAsync($$"""{"password":"{{large}}","username":"ann"}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("""{ "UserName": " ANN " }"""));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync("""{"username":"\u0061nn"}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("""{"username":"bob"}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("""{"user":"ann"}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("""{"username":"x","username":"ann"}"""));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync("not json")); // Without a username, all share one counter.

        async Task<HttpStatusCode> PostAsync(string body)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await gateway.Client.PostAsync("/echo", content, Cancelled);
            string answer = await response.Content.ReadAsStringAsync(Cancelled);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.Contains("#abnormal-usage-detected", answer, StringComparison.Ordinal);
                Assert.Contains("signin:username", answer, StringComparison.Ordinal);
            }

            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Client_AloneOnItsBuckets_WhoObeysTheHeadersIsNeverDenied()
    {
        var time = new ShiftedTime();
        await using TestGateway gateway = await TestGateway.StartAsync(
            static config => AddBucket(config, """
                { "id": "echo", "limit": 8, "window": "2h", "match": [ { "path": "/echo" } ],
                  "scopes": [ { "id": "token", "key": ["header:Authorization"] }, { "id": "client", "key": ["address"], "limit": 3, "window": "1h" } ] }
                """),
            builder => builder.Services.AddSingleton<TimeProvider>(time));
        int sent = 0;
        for (int waits = 0; waits < 3; waits++)
        {
            while (true)
            {
                using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Cancelled);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                sent++;
                if (Single(response, "X-Rate-Limit-Remaining") == "0")
                {
                    var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Single(response, "X-Rate-Limit-Reset"), CultureInfo.InvariantCulture));
                    time.Advance(reset - time.GetUtcNow());
                    break;
                }
            }
        }

        Assert.InRange(sent, 3, 12);
    }

    [Fact]
    public async Task Requests_BeyondTheConcurrencyOfATenant_Are429WithAShortRetryAfter()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Limits["concurrency"] = 1);
        HttpClient client = gateway.CreateClient("acme.localhost");
        using HttpResponseMessage open = await client.GetAsync("/bytes/50000000", HttpCompletionOption.ResponseHeadersRead, Cancelled); // Too much for the buffers on the way, so it stays under way.
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        using HttpResponseMessage denied = await gateway.Client.GetAsync("/echo", Cancelled);
        Assert.Equal(HttpStatusCode.TooManyRequests, denied.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), denied.Headers.RetryAfter?.Delta);
        Assert.Equal(("1", "\"concurrency\";q=1;qu=\"concurrent-requests\"", "\"concurrency\";r=0;t=1"), (Single(denied, "X-Rate-Limit-Limit"), Single(denied, "RateLimit-Policy"), Single(denied, "RateLimit")));
        open.Dispose();
        await TestGateway.WaitUntilAsync(async () =>
        {
            using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Cancelled);
            return response.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task Reload_InTheMiddleOfAWindow_CarriesCountersOver()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => AddBucket(config, """{ "id": "echo", "limit": 2, "window": "1h", "match": [ { "path": "/echo" } ] }"""));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.Client.GetAsync("/echo", Cancelled)).StatusCode);
        await gateway.ReloadAsync(static config => config.Limits["buckets"]![1]!["limit"] = 3);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.Client.GetAsync("/echo", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Put_OfALimit_IsInForceAtOnceStandsThroughReloadsAndIsTakenBack()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => AddBucket(config, """{ "id": "echo", "limit": 2, "window": "1h", "match": [ { "path": "/echo" } ] }"""));
        HttpClient ops = gateway.CreateOpsClient();
        JsonNode unused = JsonNode.Parse(await ops.GetStringAsync("/api/v1/rate-limits?tenant=acme", Cancelled))!["limits"]![1]!;
        Assert.Equal(("echo", 2, 0, 2), ((string?)unused["bucket"], (int)unused["limit"]!, (int)unused["used"]!, (int)unused["remaining"]!)); // A tenant's limits are told before their first use too.
        Assert.Equal(2, await CountAsync());
        JsonNode row = await PutAsync("""{ "limit": 5 }""", HttpStatusCode.OK);
        Assert.Equal((5, 2, 2), ((int)row["limit"]!, (int)row["configuredLimit"]!, (int)row["used"]!));
        Assert.Equal(3, await CountAsync());
        await gateway.ReloadAsync();
        Assert.Equal(0, await CountAsync());
        await PutAsync("""{ "limit": 7 }""", HttpStatusCode.OK);
        Assert.Equal(2, await CountAsync());
        await PutAsync("""{ "limit": null }""", HttpStatusCode.OK);
        Assert.Equal(0, await CountAsync());
        await PutAsync("""{ "limit": 100 }""", HttpStatusCode.OK);
        await gateway.ReloadAsync(static config => config.Limits["buckets"]![1]!["limit"] = 9); // The file is the newer word.
        Assert.Equal(2, await CountAsync());
        await PutAsync("""{ "limit": 0 }""", HttpStatusCode.BadRequest);
        await PutAsync("""{ "limits": 1 }""", HttpStatusCode.BadRequest);
        await PutAsync("{", HttpStatusCode.BadRequest);
        await gateway.ReloadAsync(static config => config.Limits["buckets"]![1]!["cost"] = 5);
        await PutAsync("""{ "limit": 4 }""", HttpStatusCode.BadRequest); // No request would ever pass.
        using var content = new StringContent("""{ "limit": 1 }""");
        Assert.Equal(HttpStatusCode.NotFound, (await ops.PutAsync("/api/v1/rate-limits/acme/nothing", content, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.CreateOpsClient(withToken: false).GetAsync("/api/v1/rate-limits", Cancelled)).StatusCode);

        JsonNode list = JsonNode.Parse(await ops.GetStringAsync("/api/v1/rate-limits?tenant=acme", Cancelled))!;
        JsonNode echo = Assert.Single(list["limits"]!.AsArray(), static entry => (string?)entry!["bucket"] == "echo")!;
        Assert.Equal((9, 9, 0), ((int)echo["limit"]!, (int)echo["used"]!, (int)echo["remaining"]!));
        Assert.Equal(9, (int)echo["allowed"]!);
        Assert.True((int)echo["denied"]! >= 4 && (int)echo["impactSeconds"]! >= 1);

        async Task<int> CountAsync()
        {
            int allowed = 0;
            while ((await gateway.Client.GetAsync("/echo", Cancelled)).StatusCode == HttpStatusCode.OK)
            {
                allowed++;
            }

            return allowed;
        }

        async Task<JsonNode> PutAsync(string body, HttpStatusCode expected)
        {
            using var content = new StringContent(body);
            using HttpResponseMessage response = await ops.PutAsync("/api/v1/rate-limits/acme/echo", content, Cancelled);
            Assert.Equal(expected, response.StatusCode);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
        }
    }

    private static void AddBucket(TestConfig config, string json) => config.Limits["buckets"]!.AsArray().Add((JsonNode)TestConfig.Parse(json));

    private static string Single(HttpResponseMessage response, string header) => Assert.Single(response.Headers.GetValues(header));
}
