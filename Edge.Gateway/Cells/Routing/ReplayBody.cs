using System.Buffers;

namespace Edge.Gateway.Cells.Routing;

/// <summary>A request body that keeps what was read of it, up to a limit, and can begin anew.</summary>
/// <remarks>One reader at a time: a try that ended has stopped reading before the next begins.</remarks>
internal sealed class ReplayBody(Stream source, int maxBytes) : Stream
{
    private byte[]? _kept;
    private int _keptBytes;
    private int _position;

    /// <summary>Whether all that was read is still there.</summary>
    public bool CanRewind { get; private set; } = true;

    public Stream Source => source;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Rewind() => _position = 0;

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        CanRewind = false;
        _position = _keptBytes = 0;
        if (_kept is { } kept)
        {
            _kept = null;
            ArrayPool<byte>.Shared.Return(kept, clearArray: true); // It held a client's secrets.
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position < _keptBytes)
        {
            int again = Math.Min(buffer.Length, _keptBytes - _position);
            _kept.AsSpan(_position, again).CopyTo(buffer.Span);
            _position += again;
            return again;
        }

        int count = await source.ReadAsync(buffer, cancellationToken);
        if (CanRewind && count > 0)
        {
            Keep(buffer.Span[..count]);
        }

        return count;
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

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_keptBytes + bytes.Length > maxBytes)
        {
            Release(); // Longer than what is kept: it is sent once.
            return;
        }

        if (_kept is null || _keptBytes + bytes.Length > _kept.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(maxBytes, Math.Max(4096, (_keptBytes + bytes.Length) * 2)));
            _kept.AsSpan(0, _keptBytes).CopyTo(larger);
            if (_kept is not null)
            {
                ArrayPool<byte>.Shared.Return(_kept, clearArray: true);
            }

            _kept = larger;
        }

        bytes.CopyTo(_kept.AsSpan(_keptBytes));
        _keptBytes += bytes.Length;
        _position = _keptBytes;
    }
}
