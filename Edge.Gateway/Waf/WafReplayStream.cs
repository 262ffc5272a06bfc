namespace Edge.Gateway.Waf;

/// <summary>The request body once more: first what the transaction has kept, then what is still on its way from the client.</summary>
/// <remarks>
/// The kept part lies in the transaction's own buffer, so it is never copied for the replay; <see cref="Detach"/> when that ends.
/// A read that is under way then ends first: the buffer's next owner may be another tenant's request.
/// </remarks>
internal sealed class WafReplayStream(ReadOnlyMemory<byte> kept, Stream rest) : Stream
{
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte> _kept = kept;
    private bool _isDetached;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The transaction's buffer goes back to its pool: nobody may read it any more.</summary>
    public void Detach()
    {
        lock (_lock)
        {
            _isDetached = true;
            _kept = default;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDetached, this);
            if (!_kept.IsEmpty)
            {
                int count = Math.Min(buffer.Length, _kept.Length);
                _kept.Span[..count].CopyTo(buffer.Span);
                _kept = _kept[count..];
                return ValueTask.FromResult(count);
            }
        }

        return rest.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read the body asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
