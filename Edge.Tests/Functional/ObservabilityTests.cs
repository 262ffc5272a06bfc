using System.IO.Compression;
using System.Net;
using Edge.Gateway.Observability;
using Edge.Tests.Gateway.Observability;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Edge.Tests.Functional;

/// <summary>Metrics and access log in a real host, scraped over HTTP.</summary>
public sealed class ObservabilityTests
{
    [Fact]
    public async Task Metrics_OfARunningHost_HoldOursKestrelsAndTheRuntimes_AndPassPromtool()
    {
        using RecordingStream log = new();
        await using WebApplication app = await StartAsync(log);
        using HttpClient client = ClientOf(app, DecompressionMethods.None);
        for (int index = 0; index < 3; index++)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri("/hello?secret=1", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using HttpResponseMessage response = await client.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("\nedge_requests_total{method=\"GET\",outcome=\"local\",status=\"200\",status_class=\"2xx\"} 3\n", text, StringComparison.Ordinal);
        foreach (string family in (string[])["edge_access_log_dropped_total", "kestrel_active_connections", "dotnet_gc_collections_total", "dotnet_process_memory_working_set_bytes"])
        {
            Assert.Contains($"# TYPE {family} ", text, StringComparison.Ordinal);
        }

        string[] families = [.. text.Split('\n').Where(static line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[2])];
        Assert.Equal(families.Order(StringComparer.Ordinal), families);

        (int exitCode, string output) = await Promtool.CheckMetricsAsync(text, TestContext.Current.CancellationToken);
        Assert.Equal("", output);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Metrics_ClientThatAcceptsGzip_GetsTheSameTextCompressed()
    {
        using RecordingStream log = new();
        await using WebApplication app = await StartAsync(log);
        using HttpClient client = ClientOf(app, DecompressionMethods.None);
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], response.Headers.Vary);

        await using GZipStream body = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using StreamReader reader = new(body);
        Assert.Contains("# HELP edge_requests_total Requests that the gateway has finished.\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AccessLog_HostThatStops_HasEveryLine()
    {
        using RecordingStream log = new();
        await using (WebApplication app = await StartAsync(log))
        {
            using HttpClient client = ClientOf(app, DecompressionMethods.None);
            await client.GetStringAsync(new Uri("/hello?secret=1", UriKind.Relative), TestContext.Current.CancellationToken);
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        string line = Assert.Single(System.Text.Encoding.UTF8.GetString(log.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("\"url.path\":\"/hello\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(Stream log)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(new ManualTime(DateTimeOffset.UnixEpoch)); // The wait for the last lines at a stop has no end.
        builder.Services.AddSingleton(provider => new AccessLog(log, provider.GetRequiredService<AccessLogMetrics>()));
        builder.Services.AddEdgeObservability();
        WebApplication app = builder.Build();
        app.Services.GetRequiredService<AccessLog>().Apply(new AccessLogOptions { Mode = AccessLogMode.On });
        RequestMetrics metrics = app.Services.GetRequiredService<RequestMetrics>();
        AccessLog accessLog = app.Services.GetRequiredService<AccessLog>();
        app.MapGet("/hello", (HttpContext context) =>
        {
            metrics.Record(context.Request.Method, 200, RequestOutcome.Local, TimeSpan.FromMilliseconds(1));
            accessLog.Write(new AccessLogEntry { Path = context.Request.Path + context.Request.QueryString, StatusCode = 200, Outcome = RequestOutcome.Local });
            return "hello";
        });
        new MetricsEndpoint(app.Services.GetRequiredService<PrometheusExporter>()).Map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static HttpClient ClientOf(WebApplication app, DecompressionMethods decompression)
    {
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new HttpClient(new SocketsHttpHandler { AutomaticDecompression = decompression }) { BaseAddress = new Uri(address) };
    }
}
