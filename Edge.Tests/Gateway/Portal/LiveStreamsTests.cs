using System.Text;
using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Design;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Edge.Tests.Gateway.Portal;

public sealed class LiveStreamsTests
{
    private static readonly PortalSession Session = new(new AdminPrincipal(new AdminIdentity("a", "a", AdminRole.None, AdminResourceSet.Everything), []), "form", "key");

    [Fact]
    public async Task Stream_OfARegion_SendsItFirstAndThenWhenItHasChanged()
    {
        string[] looks = ["<p>1</p>\n<p>2</p>", "<p>1</p>\n<p>2</p>", "<p>3</p>"];
        int looked = 0;
        var time = new ShiftedTime();
        string sent = await RunAsync(new LiveStreams(new FakeLifetime(), time), () => Task.FromResult<IReadOnlyList<LiveUpdate>?>(
            looked < looks.Length ? [new LiveUpdate("limits", looks[looked++])] : null));
        Assert.Equal("retry: 1000\n\nevent: limits\ndata: <p>1</p>\ndata: <p>2</p>\n\nevent: limits\ndata: <p>3</p>\n\nevent: signed-out\ndata:\n\n", sent);
    }

    [Fact]
    public async Task Stream_WhenTheGatewayStops_EndsAtOnce()
    {
        using var lifetime = new FakeLifetime();
        var streams = new LiveStreams(lifetime, TimeProvider.System);
        await RunAsync(streams, () =>
        {
            lifetime.StopApplication();
            return Task.FromResult<IReadOnlyList<LiveUpdate>?>([]);
        });
        Assert.Equal(0, streams.Count);
    }

    [Fact]
    public async Task Streams_OfOneSession_AreLimited()
    {
        using var lifetime = new FakeLifetime();
        var streams = new LiveStreams(lifetime, TimeProvider.System);
        Task[] open = [.. Enumerable.Range(0, LiveStreams.MaxPerSession).Select(_ => RunAsync(streams, static () => Task.FromResult<IReadOnlyList<LiveUpdate>?>([])))];
        Assert.Equal(LiveStreams.MaxPerSession, streams.Count);
        var context = new DefaultHttpContext();
        await streams.RunAsync(context, Session, static () => throw new InvalidOperationException("It is not looked at."));
        Assert.Equal(StatusCodes.Status429TooManyRequests, context.Response.StatusCode);
        Assert.Equal("15", context.Response.Headers["Retry-After"]);
        await lifetime.DisposeAsync();
        await Task.WhenAll(open);
        Assert.Equal(0, streams.Count);
    }

    private static async Task<string> RunAsync(LiveStreams streams, Func<Task<IReadOnlyList<LiveUpdate>?>> look)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        await streams.RunAsync(context, Session, look);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private sealed class FakeLifetime : IHostApplicationLifetime, IDisposable, IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();

        public async ValueTask DisposeAsync() => await _stopping.CancelAsync();
    }
}
