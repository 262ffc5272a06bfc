using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Edge.Gateway.Portal.Design;

/// <summary>Keeps open pages up to date by Server-Sent Events: draws their regions anew twice a second, and sends those that have changed.</summary>
internal sealed class LiveStreams(IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Most streams of this node. Each draws its regions for itself.</summary>
    public const int MaxStreams = 256;

    /// <summary>Most streams of one session: pages open at a time. Over HTTP/1.1 browsers have six connections to a host.</summary>
    public const int MaxPerSession = 5;

    /// <summary>Time between two looks: what changes is seen within a second, drawing and network included.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Time without a change after which a comment keeps proxies from closing the connection.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Time after which a stream ends, so that its browser comes again, perhaps to another node.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    /// <summary>Type of a stream.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>Tells a page that its session has ended. Its browser comes no more, as it would after a refusal.</summary>
    public const string SignedOut = "event: signed-out\ndata:\n\n";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _bySession = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Streams that are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Answers with a stream until the browser leaves, the session ends, or the gateway stops.</summary>
    /// <param name="context">The request.</param>
    /// <param name="session">Whose it is.</param>
    /// <param name="look">The page's regions as they are now; null when the session has ended.</param>
    public async Task RunAsync(HttpContext context, PortalSession session, Func<Task<IReadOnlyList<LiveUpdate>?>> look)
    {
        PortalHeaders.Apply(context.Response);
        if (!TryEnter(session.Key))
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = ((int)Heartbeat.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return;
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            context.Response.ContentType = ContentType;
            await SendAsync(context.Response.BodyWriter, look, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The browser left, or the gateway stops.
        }
        finally
        {
            Exit(session.Key);
        }
    }

    private async Task SendAsync(PipeWriter output, Func<Task<IReadOnlyList<LiveUpdate>?>> look, CancellationToken cancellationToken)
    {
        Dictionary<string, string> sent = new(StringComparer.Ordinal);
        long started = time.GetTimestamp();
        long lastWrite = started;
        Write(output, "retry: 1000\n\n");
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            IReadOnlyList<LiveUpdate>? regions = await look();
            bool hasEnded = regions is null;
            bool hasWritten = hasEnded;
            if (hasEnded)
            {
                Write(output, SignedOut);
            }

            foreach (LiveUpdate region in regions ?? [])
            {
                if (!sent.TryGetValue(region.Id, out string? before) || before != region.Html)
                {
                    sent[region.Id] = region.Html;
                    Write(output, $"event: {region.Id}\ndata: {region.Html.ReplaceLineEndings("\ndata: ")}\n\n");
                    hasWritten = true;
                }
            }

            if (!hasWritten && time.GetElapsedTime(lastWrite) >= Heartbeat)
            {
                Write(output, ":\n\n");
                hasWritten = true;
            }

            if (hasWritten)
            {
                lastWrite = time.GetTimestamp();
                await output.FlushAsync(cancellationToken);
            }

            if (hasEnded)
            {
                return;
            }
        }
        while (time.GetElapsedTime(started) < MaxAge && await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static void Write(PipeWriter output, string text) => Encoding.UTF8.GetBytes(text, output);

    private bool TryEnter(string session)
    {
        lock (_lock)
        {
            int own = _bySession.GetValueOrDefault(session);
            if (_count >= MaxStreams || own >= MaxPerSession)
            {
                return false;
            }

            _bySession[session] = own + 1;
            _count++;
            return true;
        }
    }

    private void Exit(string session)
    {
        lock (_lock)
        {
            _count--;
            int own = _bySession[session] - 1;
            if (own == 0)
            {
                _bySession.Remove(session);
            }
            else
            {
                _bySession[session] = own;
            }
        }
    }
}
