using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Edge.Gateway.Observability;

namespace Edge.Tests.Gateway.Observability;

public sealed class AccessLogTests : IDisposable
{
    private readonly MetricsFixture _metrics = new();
    private readonly RecordingStream _output = new();
    private readonly AccessLog _log;

    public AccessLogTests() => _log = new AccessLog(_output, new AccessLogMetrics(_metrics.Factory));

    public void Dispose()
    {
        _log.Dispose();
        _output.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Write_WholeEntry_IsOneLineOfKnownFields()
    {
        _log.Write(Entry() with
        {
            Host = "acme.localhost",
            ClientAddress = IPAddress.Parse("2001:db8::1"),
            UserAgent = "curl/8.0",
            RequestBodyBytes = 0,
            ResponseBodyBytes = 512,
            Tenant = "acme",
            Cell = "na-1",
            Destination = "na-1-a1",
            RequestId = "01ARYZ6S410000000000000000",
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            RateLimit = "admitted",
            Waf = "passed",
            Tls = SslProtocols.Tls13,
        });

        Assert.Equal(
            """
            {"@timestamp":"2026-01-02T03:04:05.678Z","event.duration":1500000,"http.request.method":"GET","url.domain":"acme.localhost","url.path":"/api/v1/users","http.version":"1.1","http.response.status_code":200,"http.request.body.bytes":0,"http.response.body.bytes":512,"client.address":"2001:db8::1","user_agent.original":"curl/8.0","tls.version":"1.3","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","edge.request_id":"01ARYZ6S410000000000000000","edge.outcome":"forwarded","edge.tenant":"acme","edge.cell":"na-1","edge.destination":"na-1-a1","edge.ratelimit":"admitted","edge.waf":"passed"}

            """,
            await StopAndReadAsync());
    }

    [Fact]
    public async Task Write_EmptyEntry_LeavesOutWhatIsUnknown()
    {
        _log.Write(default);
        Assert.Equal(
            "{\"@timestamp\":\"0001-01-01T00:00:00Z\",\"event.duration\":0,\"http.response.status_code\":0,\"edge.outcome\":\"forwarded\"}\n",
            await StopAndReadAsync());
    }

    [Theory]
    [InlineData("/oauth2/token?client_secret=hunter2", "/oauth2/token")]
    [InlineData("/callback#access_token=hunter2", "/callback")]
    [InlineData("/a?b?c=hunter2", "/a")]
    [InlineData("/activate/hunter2?x=1", "/activate/***")]
    [InlineData("?hunter2", null)]
    public async Task Write_PathWithQuery_NeverShowsTheQuery(string path, string? expected)
    {
        _log.Write(Entry() with { Path = path });
        string text = await StopAndReadAsync();
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        using JsonDocument line = JsonDocument.Parse(text);
        Assert.Equal(expected, line.RootElement.TryGetProperty("url.path", out JsonElement shown) ? shown.GetString() : null);
    }

    [Theory]
    [InlineData("a\r\n{\"edge.tenant\":\"forged\"}")]
    [InlineData("a\",\"edge.tenant\":\"forged")]
    [InlineData("a\\\",\"edge.tenant\":\"forged")]
    [InlineData("\u0000\u0001\u0008\u000b\u001b[2J\u007f")]
    [InlineData("\u0085\u2028\u2029 other line ends")]
    [InlineData("\u202eright to left\u2066")]
    [InlineData("latin-1 \u0080\u00a0\u00ff")]
    [InlineData("half \ud83d pair")]
    [InlineData("half \udd11 pair")]
    [InlineData("<script>alert('x')</script>&")]
    public async Task Write_HostileText_StaysOneLineOfPrintableAscii(string hostile)
    {
        AccessLogEntry entry = Entry() with
        {
            Method = hostile,
            Path = "/" + hostile,
            Host = hostile,
            Protocol = hostile,
            UserAgent = hostile,
            RequestId = hostile,
            Tenant = "acme",
            Destination = hostile,
            TraceParent = hostile,
        };
        _log.Write(entry);
        _log.Write(entry);

        string text = await StopAndReadAsync();
        Assert.All(text, static letter => Assert.True(letter is '\n' or (>= ' ' and <= '~'), $"U+{(int)letter:X4} in the log."));
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        foreach (string line in lines)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            Assert.Equal("acme", json.RootElement.GetProperty("edge.tenant").GetString());
            Assert.Equal(
                json.RootElement.EnumerateObject().Count(),
                json.RootElement.EnumerateObject().Select(static member => member.Name).Distinct(StringComparer.Ordinal).Count());
            string seen = json.RootElement.GetProperty("user_agent.original").GetString()!;
            Assert.Equal(hostile.Replace('\ud83d', '\ufffd').Replace('\udd11', '\ufffd'), seen);
        }
    }

    [Fact]
    public async Task Write_OverlongTexts_AreCut()
    {
        string text = new('x', 100_000);
        _log.Write(Entry() with { Method = text, Path = text, Host = text, UserAgent = text });
        using JsonDocument line = JsonDocument.Parse(await StopAndReadAsync());
        Assert.Equal(AccessLogLimits.MaxMethodChars, line.RootElement.GetProperty("http.request.method").GetString()!.Length);
        Assert.Equal(AccessLogLimits.MaxPathChars, line.RootElement.GetProperty("url.path").GetString()!.Length);
        Assert.Equal(AccessLogLimits.MaxHostChars, line.RootElement.GetProperty("url.domain").GetString()!.Length);
        Assert.Equal(AccessLogLimits.MaxUserAgentChars, line.RootElement.GetProperty("user_agent.original").GetString()!.Length);
    }

    [Fact]
    public async Task Write_ToAFullQueue_DropsAndCounts_AndTheRestIsFlushedInBatchesAtStop()
    {
        for (int index = 0; index < AccessLogLimits.MaxQueuedEntries; index++)
        {
            Assert.True(_log.Write(Entry()));
        }

        Assert.False(_log.Write(Entry()));
        string text = await StopAndReadAsync();
        Assert.False(_log.Write(Entry()));

        Assert.Equal(AccessLogLimits.MaxQueuedEntries, text.Count(static letter => letter == '\n'));
        int lineBytes = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        int linesPerBatch = (AccessLogLimits.MaxBatchBytes + lineBytes - 1) / lineBytes;
        Assert.Equal((AccessLogLimits.MaxQueuedEntries + linesPerBatch - 1) / linesPerBatch, _output.Writes);
        Assert.Equal(["edge_access_log_dropped_total{reason=\"queue_full\"} 2"], _metrics.Samples("edge_access_log_dropped"));
        Assert.Equal([$"edge_access_log_written_total {AccessLogLimits.MaxQueuedEntries}"], _metrics.Samples("edge_access_log_written"));
    }

    [Fact]
    public async Task Write_FromManyThreads_KeepsEveryLineWhole()
    {
        const int Threads = 4;
        const int Lines = 1500; // All together fit the queue, whatever the writer's pace.
        _log.Start();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int line = 0; line < Lines; line++)
            {
                Assert.True(_log.Write(Entry() with { RequestId = $"{thread}-{line}" }));
            }
        })));

        string[] ids = [.. (await StopAndReadAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("edge.request_id").GetString()!;
        })];
        Assert.Equal(Threads * Lines, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Write_OutputThatFails_IsCountedAndTheLogGoesOn()
    {
        _output.FailingWrites = 1;
        _log.Write(Entry());
        _log.Start();
        await _output.Failed.WaitAsync(TestContext.Current.CancellationToken);
        _log.Write(Entry() with { Tenant = "after" });
        Assert.Contains("after", await StopAndReadAsync(), StringComparison.Ordinal);
        Assert.Equal(["edge_access_log_dropped_total{reason=\"write_failed\"} 1"], _metrics.Samples("edge_access_log_dropped"));
    }

    [Fact]
    public async Task Stop_OutputThatHangs_EndsWithItsToken()
    {
        TaskCompletionSource hang = new();
        _output.Hang = hang.Task;
        _log.Write(Entry());
        _log.Start();
        await _log.StopAsync(new CancellationToken(canceled: true));
        hang.SetResult();
        await _log.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, _output.Writes);
    }

    [Fact]
    public void Write_AndFormatting_AllocateNothing()
    {
        AccessLogEntry entry = Entry() with
        {
            ClientAddress = IPAddress.Parse("2001:db8::ffff"),
            UserAgent = "Mozilla/5.0 (X11; 'quoted')",
            TraceParent = TraceContext.Create(),
            Tls = SslProtocols.Tls13,
        };
        using AccessLogFormatter formatter = new();
        Allocations.AssertPerThousand(0, () =>
        {
            formatter.Append(entry);
            formatter.Clear();
        });
        while (_log.Write(entry)) // The queue grows to its full size first.
        {
        }

        Allocations.AssertPerThousand(0, () => _log.ShouldLog(200, RequestOutcome.Forwarded));
        Allocations.AssertPerThousand(0, () => _log.Write(entry)); // Dropped and counted.
    }

    [Fact]
    public async Task Write_WhileTheWriterRuns_AllocatesNothing()
    {
        using AccessLog log = new(Stream.Null, new AccessLogMetrics(_metrics.Factory));
        AccessLogEntry entry = Entry();
        while (log.Write(entry)) // The queue grows to its full size first.
        {
        }

        log.Start();
        Allocations.AssertPerThousand(0, () => log.Write(entry));
        await log.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Off", 1, 500, "Blocked", 0u, false)]
    [InlineData("On", 0, 200, "Forwarded", uint.MaxValue, true)]
    [InlineData("Sampled", 0, 200, "Forwarded", 0u, false)]
    [InlineData("Sampled", 0, 503, "Unavailable", uint.MaxValue, true)]
    [InlineData("Sampled", 0, 403, "Blocked", uint.MaxValue, true)]
    [InlineData("Sampled", 0, 403, "Denied", uint.MaxValue, true)]
    [InlineData("Sampled", 0, 429, "RateLimited", 0u, false)]
    [InlineData("Sampled", 0.5, 200, "Forwarded", 0x7FFFFFFFu, true)]
    [InlineData("Sampled", 0.5, 200, "Forwarded", 0x80000000u, false)]
    [InlineData("Sampled", 1, 200, "Forwarded", uint.MaxValue, true)]
    public void Shows_ModeStatusAndOutcome_Decide(string mode, double sample, int status, string outcome, uint draw, bool expected)
    {
        AccessLogOptions options = new() { Mode = Enum.Parse<AccessLogMode>(mode), Sample = sample };
        Assert.Equal(expected, options.Shows(status, Enum.Parse<RequestOutcome>(outcome), draw));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Sample_OutOfRange_Throws(double sample) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AccessLogOptions { Sample = sample });

    [Fact]
    public void Apply_OtherOptions_AreInForceAtOnce()
    {
        _log.Apply(new AccessLogOptions { Mode = AccessLogMode.On });
        Assert.True(_log.ShouldLog(200, RequestOutcome.Forwarded));
        _log.Apply(new AccessLogOptions { Mode = AccessLogMode.Off });
        Assert.False(_log.ShouldLog(500, RequestOutcome.Failed));
    }

    private static AccessLogEntry Entry() => new()
    {
        Timestamp = new DateTimeOffset(2026, 1, 2, 4, 4, 5, 678, TimeSpan.FromHours(1)),
        Duration = TimeSpan.FromMilliseconds(1.5),
        Method = "GET",
        Path = "/api/v1/users",
        Protocol = "HTTP/1.1",
        StatusCode = 200,
        Outcome = RequestOutcome.Forwarded,
    };

    private async Task<string> StopAndReadAsync()
    {
        _log.Start();
        await _log.StopAsync(TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(_output.ToArray());
    }
}
