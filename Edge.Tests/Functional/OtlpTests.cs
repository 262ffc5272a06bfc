using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Observability.Otlp;
using Edge.Gateway.Observability.Tracing;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Edge.Tests.Functional;

/// <summary>What a collector gets by OTLP, over both protocols.</summary>
public sealed class OtlpTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Collector_OfATracedRequest_GetsSpansMetricsAndLogs(string protocol)
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using (TestGateway gateway = await StartAsync(collector, protocol))
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/echo?token=secret");
            request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
            using HttpResponseMessage response = await gateway.Client.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await TestGateway.WaitUntilAsync(() => collector.Metrics.Contains("edge.requests")); // The rest is sent at the stop.
            string parent = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["headers"]!["traceparent"]!.ToString();
            Assert.StartsWith($"00-{TraceId}-", parent, StringComparison.Ordinal);
            Assert.EndsWith("-01", parent, StringComparison.Ordinal);
            gateway.Services.GetRequiredService<RequestTracer>().Share = 0;
            using HttpResponseMessage untraced = await gateway.Client.GetAsync("/echo", Token);
        }

        OtlpSpan[] spans = [.. collector.Spans.Where(static span => span.TraceId == TraceId)];
        OtlpSpan server = Assert.Single(spans, static span => span.Kind == OtlpSpan.Server);
        OtlpSpan client = Assert.Single(spans, static span => span.Kind == OtlpSpan.Client);
        Assert.Equal(("b7ad6b7169203331", server.Id), (server.ParentId, client.ParentId));
        Assert.Equal(("GET", "/echo", "acme", "na-1", "forwarded", "200"), (server.Name, server["url.path"], server["edge.tenant"], server["edge.cell"], server["edge.outcome"], server["http.response.status_code"]));
        Assert.StartsWith("na-1-", client["edge.destination"], StringComparison.Ordinal);
        Assert.Contains("edge.request.duration", collector.Metrics);
        Assert.Contains(collector.Logs, static line => line.Contains("Stopping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Span_OfATryThatFails_SaysWhyAndTheNextTryAnswers()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using (TestGateway gateway = await StartAsync(collector, "http"))
        {
            await gateway.Cells["na-1-a1"].KillAsync(); // No probe finds it before a request does.
            for (int i = 0; i < 40; i++)
            {
                using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Token);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }

        OtlpSpan failed = collector.Spans.First(static span => span.Kind == OtlpSpan.Client && span.Status == 2);
        Assert.Equal(("na-1-a1", "Request"), (failed["edge.destination"], failed["error.type"]));
        OtlpSpan answered = Assert.Single(collector.Spans, span => span.ParentId == failed.ParentId && span.Id != failed.Id);
        Assert.Equal(("na-1-b1", "200", "1"), (answered["edge.destination"], answered["http.response.status_code"], answered["http.request.resend_count"]));
    }

    [Fact]
    public async Task Collector_ThatIsDown_HarmsNoRequestAndIsCounted()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        collector.IsDown = true;
        await using TestGateway gateway = await StartAsync(collector, "http");
        await WaitForExportAsync(gateway, "failed");
        using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        collector.IsDown = false;
        await WaitForExportAsync(gateway, "accepted");
    }

    [Theory]
    [InlineData(false)] // In the trailers, behind an answer.
    [InlineData(true)] // Among the headers.
    public async Task Collector_ThatRefusesByGrpcStatusOverHttp200_IsCountedAsFailedUntilItAccepts(bool hasNoBody)
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        (collector.GrpcStatus, collector.HasNoGrpcBody) = ("8", hasNoBody); // RESOURCE_EXHAUSTED
        await using TestGateway gateway = await StartAsync(collector, "grpc");
        Assert.DoesNotContain("outcome=\"accepted\"", await WaitForExportAsync(gateway, "failed"), StringComparison.Ordinal);
        (collector.GrpcStatus, collector.HasNoGrpcBody) = ("0", false);
        await WaitForExportAsync(gateway, "accepted");
    }

    // The lines of /metrics about exports, once one of the metrics ended so.
    private static async Task<string> WaitForExportAsync(TestGateway gateway, string outcome)
    {
        HttpClient ops = gateway.CreateOpsClient(withToken: false);
        string lines = "";
        await TestGateway.WaitUntilAsync(async () =>
        {
            lines = string.Join('\n', (await ops.GetStringAsync("/metrics", Token)).Split('\n').Where(static line => line.StartsWith("edge_otlp_exports_total{", StringComparison.Ordinal)));
            return lines.Contains($"edge_otlp_exports_total{{outcome=\"{outcome}\",signal=\"metrics\"}}", StringComparison.Ordinal);
        });
        return lines;
    }

    private static async Task<TestGateway> StartAsync(OtlpCollector collector, string protocol)
    {
        TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            config.Edge["otlp"] = new JsonObject
            {
                ["endpoint"] = (protocol == "grpc" ? collector.Grpc : collector.Http).ToString(),
                ["protocol"] = protocol,
                ["traceSample"] = 1,
                ["metricInterval"] = "1s",
            };
            config.Cells["cells"]![0]!["health"] = TestConfig.Parse("""{ "interval": "10m" }"""); // After the first none.
        });
        gateway.Services.GetServices<IHostedService>().OfType<OtlpExport>().Single().FlushTimeout = TestGateway.Patience;
        return gateway;
    }
}
