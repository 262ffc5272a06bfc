using System.Net;
using System.Net.Http.Headers;
using Edge.Gateway.Journeys;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Probing;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Status;

/// <summary>A monitor that reports to something that answers strangely.</summary>
public sealed class ProbeMonitorTests : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2027, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ProbeBuffer _buffer = new();
    private readonly StringWriter _errors = new();

    public ProbeMonitorTests() => _buffer.Add(new ProbeReportResult("j", "acme.localhost", _time.GetUtcNow(), 5, 6000, "passed", ""));

    [Fact]
    public async Task Answer_WithAnUnknownCharset_IsAnAnswer()
    {
        using HttpClient client = new(new Script(static _ =>
        {
            ByteArrayContent content = new("{}"u8.ToArray());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "no-such" };
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        }));
        Assert.Null(await Sender(client).SendAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, _buffer.Count);
    }

    [Fact]
    public async Task Reports_GoOn_WhateverIsThrown()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using Script script = new(static call => call == 0 ? throw new InvalidOperationException("strange") : new HttpResponseMessage(HttpStatusCode.OK));
        using HttpClient client = new(script);
        ProbeMonitor monitor = new([], new JourneyRunner(client, _time), _buffer, Sender(client), _time, TextWriter.Null, _errors);
        Task<int> running = monitor.RunAsync(stop.Token);
        while (_buffer.Count > 0)
        {
            stop.Token.ThrowIfCancellationRequested();
            _time.Advance(ProbeMonitor.ReportInterval);
            await Task.Yield();
        }

        await stop.CancelAsync();
        Assert.Equal(0, await running);
        Assert.Equal(2, script.Calls);
        Assert.Contains("1 results wait (0 let go): strange", _errors.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _errors.Dispose();

    private ProbeSender Sender(HttpClient client) => new(client, new Uri("http://ops.test/"), "fra", "edge_x", _buffer, _time);

    private sealed class Script(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        private int _calls;

        public int Calls => _calls;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(_calls++));
    }
}
