using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Demo;
using Edge.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Retries, hedging, the queue and operators' weights, through the whole gateway. One of na-1's destinations is scripted.</summary>
public sealed class RetryTests
{
    private const int Requests = 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What may be repeated is, with its whole body; what may act twice is sent once and its failure told.</summary>
    [Theory]
    [InlineData("GET", null, 200)]
    [InlineData("DELETE", null, 200)]
    [InlineData("PUT", "a small body", 200)]
    [InlineData("POST", "a small body", 502)]
    [InlineData("PATCH", "a small body", 502)]
    public async Task Destination_ThatBreaksOffBeforeItsAnswer_CostsOnlyWhatMayNotBeRepeated(string method, string? body, int expected)
    {
        await using ScriptedOrigin origin = new(static _ => ScriptedOrigin.BreakOff);
        await using TestGateway gateway = await StartAsync(origin);
        await AssertAnswersAsync(gateway, origin, method, body, expected);
    }

    [Theory]
    [InlineData("GET", 503, 200)]
    [InlineData("GET", 502, 200)]
    [InlineData("GET", 500, 500)] // Perhaps the request itself is at fault.
    [InlineData("GET", 404, 404)]
    [InlineData("POST", 503, 503)]
    public async Task Destination_ThatAnswersBadly_IsReplacedOnlyForGatewayErrorsOfRepeatableRequests(string method, int status, int expected)
    {
        await using ScriptedOrigin origin = new(_ => ScriptedOrigin.Answer(status, "scripted"));
        await using TestGateway gateway = await StartAsync(origin);
        await AssertAnswersAsync(gateway, origin, method, method == "POST" ? "body" : null, expected);
    }

    /// <summary>The first try went out before; a second one is a write like any other.</summary>
    [Theory]
    [InlineData(ScriptedOrigin.BreakOff)]
    [InlineData("HTTP/1.1 503 Scripted\r\nContent-Length: 0\r\nRetry-After: 7\r\nX-Scripted: yes\r\n\r\n")]
    public async Task Write_WhoseFirstTryFailedWhenReadOnlyBegan_IsRefusedAsAnyWrite(string answer)
    {
        TestGateway? gateway = null;
        await using ScriptedOrigin origin = new(async _ =>
        {
            await gateway!.Services.GetRequiredService<IDecisionStore>().DecideAsync([new DecisionChange(DecisionKeys.TenantMode("acme"), DecisionKeys.ReadOnly)], "test", "", Token);
            return answer;
        });
        gateway = await StartAsync(origin);
        await using TestGateway closing = gateway;
        HttpResponseMessage response;
        do
        {
            response = await gateway.Client.PutAsync("/echo", new StringContent("a small body"), Token);
        }
        while (origin.Requests.IsEmpty);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Equal("read-only", Assert.Single(response.Headers.GetValues("X-Edge-Mode")));
        Assert.Equal("urn:edge:problem:read-only", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["type"]);
        Assert.False(response.Headers.Contains("X-Scripted"));
        Assert.Single(origin.Requests);
    }

    [Fact]
    public async Task Body_BeyondWhatIsKept_IsSentOnce()
    {
        await using ScriptedOrigin origin = new(static _ => ScriptedOrigin.BreakOff);
        await using TestGateway gateway = await StartAsync(origin, """{ "maxBufferedBodyBytes": 10 }""");
        await AssertAnswersAsync(gateway, origin, "PUT", "eleven byte", 502);
    }

    [Fact]
    public async Task Destination_ThatKeepsSilent_LosesTheRequestAfterItsTimeForATry()
    {
        ShiftedTime time = new();
        await using ScriptedOrigin origin = new(static _ => ScriptedOrigin.Silence);
        await using TestGateway gateway = await StartAsync(origin, """{ "perTryTimeout": "1m" }""", configure: builder => builder.Services.AddSingleton<TimeProvider>(time));
        foreach ((HttpMethod method, HttpStatusCode expected) in ((HttpMethod, HttpStatusCode)[])[(HttpMethod.Post, HttpStatusCode.GatewayTimeout), (HttpMethod.Get, HttpStatusCode.OK)])
        {
            for (int silent = 0; silent < 3;)
            {
                int before = origin.Requests.Count;
                using HttpRequestMessage request = new(method, "/echo");
                Task<HttpResponseMessage> answer = gateway.Client.SendAsync(request, Token);
                await TestGateway.WaitUntilAsync(() => answer.IsCompleted || origin.Requests.Count > before);
                bool isSilent = origin.Requests.Count > before;
                time.Advance(isSilent ? TimeSpan.FromMinutes(1) : TimeSpan.Zero);
                using HttpResponseMessage response = await answer;
                Assert.Equal(isSilent ? expected : HttpStatusCode.OK, response.StatusCode);
                silent += isSilent ? 1 : 0;
            }
        }
    }

    [Fact]
    public async Task Hedge_OfASlowGet_IsAnsweredByTheOther_AndTheFirstIsAbandoned()
    {
        await using ScriptedOrigin origin = new(static _ => ScriptedOrigin.Silence);
        await using TestGateway gateway = await StartAsync(origin, """{ "hedgeAfter": "50ms" }""", """{ "consecutive5xx": 0, "silence": "0ms" }""");
        await AssertAnswersAsync(gateway, origin, "GET", null, 200);
        await TestGateway.WaitUntilAsync(() => origin.Abandoned == origin.Requests.Count);
        HttpClient ops = gateway.CreateOpsClient();
        await TestGateway.WaitUntilAsync(async () => (await ops.GetStringAsync("/metrics", Token)).Contains("edge_cell_hedges_total{cell=\"na-1\",winner=\"second\"}", StringComparison.Ordinal)); // Counted when the race is over.
    }

    [Fact]
    public async Task Hedge_OfAFastGet_IsNotSent()
    {
        await using ScriptedOrigin origin = new(static _ => ScriptedOrigin.Answer(200, "scripted"));
        await using TestGateway gateway = await StartAsync(origin, """{ "hedgeAfter": "30s" }""");
        int scripted = 0;
        for (int index = 0; index < Requests; index++)
        {
            using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Token);
            scripted += response.Headers.Contains("X-Scripted") ? 1 : 0;
            Assert.Equal(response.Headers.Contains("X-Scripted"), await response.Content.ReadAsStringAsync(Token) == "scripted");
        }

        Assert.Equal(origin.Requests.Count, scripted);
        Assert.NotEqual(0, scripted);
    }

    [Fact]
    public async Task Cell_WithAsManyAsItMayHave_Is503WithRetryAfter_AndServesAgain()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Cells["defaults"] = TestConfig.Parse("""{ "breaker": { "maxInFlight": 1, "maxQueued": 0 } }"""));
        foreach (DemoDestination destination in gateway.Cells.InCell("na-1"))
        {
            destination.SetFaults(DemoFaults.None with { Hang = true });
        }

        Task<HttpResponseMessage> first = gateway.Client.GetAsync("/echo", Token);
        HttpClient ops = gateway.CreateOpsClient();
        await TestGateway.WaitUntilAsync(async () => (int?)JsonNode.Parse(await ops.GetStringAsync("/api/v1/cells/na-1", Token))!["inFlight"] == 1);
        using (HttpResponseMessage second = await gateway.Client.GetAsync("/echo", Token))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (second.StatusCode, second.Headers.RetryAfter?.Delta));
            Assert.Equal("urn:edge:problem:overloaded", (string?)JsonNode.Parse(await second.Content.ReadAsStringAsync(Token))!["type"]);
        }

        Assert.Equal(HttpStatusCode.OK, (await gateway.CreateClient("globex.localhost").GetAsync("/echo", Token)).StatusCode); // Another cell's affairs.
        foreach (DemoDestination destination in gateway.Cells.InCell("na-1"))
        {
            destination.SetFaults(DemoFaults.None);
        }

        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        await TestGateway.WaitUntilAsync(async () => (await gateway.Client.GetAsync("/echo", Token)).StatusCode == HttpStatusCode.OK); // Its place is given back after its answer.
    }

    [Fact]
    public async Task Destination_ThatOperatorsDrain_GetsNoNewRequests_UntilItIsUndone()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        IDecisionStore decisions = gateway.Services.GetRequiredService<IDecisionStore>();
        DemoDestination drained = gateway.Cells["na-1-a1"];
        await decisions.DecideAsync([new DecisionChange(DecisionKeys.DestinationWeight("na-1", "na-1-a1"), "0")], "test", "", Token);
        long before = drained.Counters.Total;
        for (int index = 0; index < Requests; index++)
        {
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Token)).StatusCode);
        }

        Assert.Equal(before, drained.Counters.Total);
        JsonNode cell = JsonNode.Parse(await gateway.CreateOpsClient().GetStringAsync("/api/v1/cells/na-1", Token))!;
        Assert.Equal(("draining", 0), ((string?)cell["destinations"]![0]!["state"], (int?)cell["destinations"]![0]!["weightPercent"]));
        await decisions.DecideAsync([new DecisionChange(DecisionKeys.DestinationWeight("na-1", "na-1-a1"), null)], "test", "", Token);
        await TestGateway.WaitUntilAsync(async () =>
        {
            _ = await gateway.Client.GetAsync("/echo", Token);
            return drained.Counters.Total > before;
        });
    }

    private static Task<TestGateway> StartAsync(ScriptedOrigin origin, string retries = "{}", string outlier = """{ "consecutive5xx": 0, "consecutiveConnectFailures": 0, "silence": "0ms" }""", Action<WebApplicationBuilder>? configure = null) => TestGateway.StartAsync(
        config =>
        {
            JsonNode cell = config.Cells["cells"]!.AsArray().Single(static cell => (string?)cell!["id"] == "na-1")!;
            cell["destinations"]![0]!["address"] = origin.Address.AbsoluteUri;
            cell["retries"] = TestConfig.Parse(retries);
            cell["outlier"] = TestConfig.Parse(outlier);
        },
        configure);

    private static async Task AssertAnswersAsync(TestGateway gateway, ScriptedOrigin origin, string method, string? body, int expected)
    {
        for (int index = 0; index < Requests; index++)
        {
            string path = $"/echo/{index}";
            using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body) };
            using HttpResponseMessage response = await gateway.Client.SendAsync(request, Token);
            int scripted = origin.Requests.Count(line => line.Contains($" {path} ", StringComparison.Ordinal));
            Assert.InRange(scripted, 0, 1);
            Assert.Equal(scripted == 1 ? expected : 200, (int)response.StatusCode);
            string text = await response.Content.ReadAsStringAsync(Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                Assert.Equal(body ?? "", (string?)JsonNode.Parse(text)!["body"]);
                Assert.False(response.Headers.Contains("X-Scripted")); // Nothing of the answer that was held back is left.
            }
        }

        Assert.NotEmpty(origin.Requests); // Or nothing was tried.
        Assert.All(origin.Requests, line => Assert.EndsWith(body ?? "HTTP/1.1", line, StringComparison.Ordinal));
    }
}
