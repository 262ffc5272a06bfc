namespace Edge.Tests.Gateway.Observability;

/// <summary>Keeps what is written, counts the writes, and can fail or hang as a pipe does.</summary>
internal sealed class RecordingStream : MemoryStream
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Writes { get; private set; }

    /// <summary>How many of the next writes throw.</summary>
    public int FailingWrites { get; set; }

    /// <summary>Completes when a write has thrown.</summary>
    public Task Failed => _failed.Task;

    /// <summary>What every write waits for.</summary>
    public Task Hang { get; set; } = Task.CompletedTask;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Hang;
        if (FailingWrites > 0)
        {
            FailingWrites--;
            _failed.SetResult();
            throw new IOException("Broken pipe");
        }

        Writes++;
        Write(buffer.Span);
    }
}
