namespace Edge.Tests.Functional;

/// <summary>Sends the first TLS record, the ClientHello, as several records of at most <paramref name="recordBytes"/>.</summary>
internal sealed class TlsRecordSplitter(Stream inner, int recordBytes) : Stream
{
    private const int HeaderBytes = 5;
    private bool _done;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_done)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        _done = true;
        byte[] record = buffer.ToArray();
        foreach (byte[] part in record[HeaderBytes..].Chunk(recordBytes))
        {
            byte[] split = [.. record[..3], (byte)(part.Length >> 8), (byte)part.Length, .. part];
            await inner.WriteAsync(split, cancellationToken);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
