using System.Threading.Channels;

namespace Edge.Gateway.Observability;

/// <summary>
/// The access log: JSON lines that one task writes in batches. Requests never wait for it: when its queue is full, entries are
/// dropped and counted.
/// </summary>
/// <remarks>
/// Ask <see cref="ShouldLog"/> first and make the entry only then. Entries are formatted by the writing task, so a request pays
/// for one copy of the struct and allocates nothing (an overlong text costs its shortened copy).
/// </remarks>
internal sealed class AccessLog : IDisposable
{
    private readonly Channel<AccessLogEntry> _queue = Channel.CreateBounded<AccessLogEntry>(
        new BoundedChannelOptions(AccessLogLimits.MaxQueuedEntries) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly AccessLogFormatter _formatter = new();
    private readonly Stream _output;
    private readonly AccessLogMetrics _metrics;
    private volatile AccessLogOptions _options = new();
    private Task? _writing;

    /// <param name="output">Where the lines go; the caller owns it.</param>
    /// <param name="metrics">Counts lines written and lost.</param>
    public AccessLog(Stream output, AccessLogMetrics metrics)
    {
        _output = output;
        _metrics = metrics;
    }

    /// <summary>Puts other options in force, at once and for all later requests.</summary>
    public void Apply(AccessLogOptions options) => _options = options;

    /// <summary>Whether this request is to be logged. In sampled mode this draws the lot: ask once per request.</summary>
    public bool ShouldLog(int statusCode, RequestOutcome outcome)
    {
        AccessLogOptions options = _options;
        return options.Mode != AccessLogMode.Off && options.Shows(statusCode, outcome, (uint)Random.Shared.NextInt64(1L << 32));
    }

    /// <summary>Queues an entry. False when it was dropped: the queue is full, or the log has stopped.</summary>
    public bool Write(in AccessLogEntry entry)
    {
        if (_queue.Writer.TryWrite(IsOverlong(entry) ? Shorten(entry) : entry))
        {
            return true;
        }

        _metrics.DroppedAtQueue();
        return false;
    }

    /// <summary>Starts the writing task. Entries queued before are written too.</summary>
    public void Start() => _writing ??= Task.Run(WriteBatchesAsync);

    /// <summary>Takes no further entries and ends when those queued are written, or the token says so.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (_writing is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        if (_writing is null or { IsCompleted: true }) // Else the output hangs, and the formatter is still in use.
        {
            _formatter.Dispose();
        }
    }

    private static bool IsOverlong(in AccessLogEntry entry) =>
        entry.Path?.Length > AccessLogLimits.MaxPathChars
        || entry.UserAgent?.Length > AccessLogLimits.MaxUserAgentChars
        || entry.Host?.Length > AccessLogLimits.MaxHostChars
        || entry.Method?.Length > AccessLogLimits.MaxMethodChars;

    private static AccessLogEntry Shorten(in AccessLogEntry entry) => entry with
    {
        Path = Shorten(entry.Path, AccessLogLimits.MaxPathChars),
        UserAgent = Shorten(entry.UserAgent, AccessLogLimits.MaxUserAgentChars),
        Host = Shorten(entry.Host, AccessLogLimits.MaxHostChars),
        Method = Shorten(entry.Method, AccessLogLimits.MaxMethodChars),
    };

    private static string? Shorten(string? text, int maxChars) => text?.Length > maxChars ? text[..maxChars] : text;

    private async Task WriteBatchesAsync()
    {
        ChannelReader<AccessLogEntry> reader = _queue.Reader;
        while (await reader.WaitToReadAsync())
        {
            int lines = 0;
            while (_formatter.Lines.Length < AccessLogLimits.MaxBatchBytes && reader.TryRead(out AccessLogEntry entry))
            {
                _formatter.Append(entry);
                lines++;
            }

            await WriteBatchAsync(lines);
            _formatter.Clear();
        }
    }

    private async ValueTask WriteBatchAsync(int lines)
    {
        try
        {
            await _output.WriteAsync(_formatter.Lines);
            await _output.FlushAsync();
            _metrics.Written(lines);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            _metrics.DroppedAtWrite(lines); // The reader of the pipe has gone, or the disk is full: serving goes on.
        }
    }
}
