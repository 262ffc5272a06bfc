using System.Threading.Channels;

namespace Edge.Gateway.Waf;

/// <summary>Writes audit lines to a file in the background. A full queue drops lines and counts them: no request waits for a disk.</summary>
/// <remarks>The file is opened anew for each batch, so that it may be renamed and rotated at any time.</remarks>
internal sealed partial class WafAuditLog(WafMetrics metrics, ILogger<WafAuditLog> logger) : BackgroundService
{
    /// <summary>Lines that wait to be written, some 1 KB each.</summary>
    public const int MaxWaiting = 4096;

    /// <summary>Lines written by one opening of the file.</summary>
    private const int MaxBatch = 256;

    private readonly Channel<(string File, byte[] Line)> _waiting = Channel.CreateBounded<(string, byte[])>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public void Write(string file, WafRecord record)
    {
        if (!_waiting.Writer.TryWrite((file, WafRecordJson.ToLine(record))))
        {
            metrics.AuditDropped();
        }
    }

    /// <summary>Writes what waits; returns at once when nothing does.</summary>
    public async Task WriteWaitingAsync()
    {
        while (_waiting.Reader.TryPeek(out (string File, byte[] Line) first))
        {
            try
            {
                if (Path.GetDirectoryName(first.File) is { Length: > 0 } folder)
                {
                    Directory.CreateDirectory(folder);
                }

                await using var stream = new FileStream(first.File, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                for (int i = 0; i < MaxBatch && _waiting.Reader.TryPeek(out (string File, byte[] Line) next) && next.File == first.File; i++)
                {
                    await stream.WriteAsync(next.Line);
                    _waiting.Reader.TryRead(out _);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogNotWritten(first.File, exception.Message);
                while (_waiting.Reader.TryRead(out _))
                {
                    metrics.AuditDropped(); // Better to lose lines and say so than to fill the memory.
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await WriteWaitingAsync();
            }
        }
        finally
        {
            await WriteWaitingAsync();
        }
    }

    [LoggerMessage(EdgeEvents.WafAuditNotWritten, LogLevel.Error, "The audit log {File} cannot be written: {Reason}")]
    private partial void LogNotWritten(string file, string reason);
}
