using System.Buffers;
using System.IO.Pipelines;

namespace Edge.Gateway.Connections;

/// <summary>
/// Lets a connection begin with an HTTP/1.0 POST or PUT without <c>Content-Length</c>. It has no body (RFC 9112 §6.3, rule 7), and
/// proxies and probes send such requests; Kestrel would answer 400 before any rule has seen them.
/// </summary>
/// <remarks>
/// The missing line is put in behind the request line. Every other connection is recognised by its first bytes and from then on
/// passes untouched; Kestrel drives the reads, so its timeouts and size limits hold. Only the first request of a connection is looked at.
/// </remarks>
internal sealed class Http10LengthReader(PipeReader inner) : PipeReader
{
    /// <summary>Most bytes of a head that is waited for; a longer one is Kestrel's to refuse.</summary>
    public const int MaxHeadBytes = 32 * 1024;

    private bool _isSettled;
    private byte[]? _head; // The first request's head with its new line, until Kestrel has taken it.
    private int _headTaken;

    public override bool TryRead(out ReadResult result)
    {
        if (_head is not null)
        {
            result = HeadResult();
            return true;
        }

        if (!inner.TryRead(out result))
        {
            return false;
        }

        if (_isSettled || Settle(ref result))
        {
            return true;
        }

        inner.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        return false;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        _head is not null ? ValueTask.FromResult(HeadResult())
        : _isSettled ? inner.ReadAsync(cancellationToken)
        : ReadFirstAsync(cancellationToken);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_head is null)
        {
            inner.AdvanceTo(consumed, examined);
            return;
        }

        _headTaken = consumed.GetInteger(); // Positions of a sequence over one array are offsets in it.
        if (_headTaken == _head.Length)
        {
            _head = null;
        }
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private async ValueTask<ReadResult> ReadFirstAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await inner.ReadAsync(cancellationToken);
            if (Settle(ref result))
            {
                return result;
            }

            inner.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private ReadResult HeadResult() => new(new ReadOnlySequence<byte>(_head!, _headTaken, _head!.Length - _headTaken), isCanceled: false, isCompleted: false);

    /// <summary>Decides by the bytes so far; false when more are needed.</summary>
    private bool Settle(ref ReadResult result)
    {
        ReadOnlySequence<byte> buffer = result.Buffer;
        Http10HeadShape shape = Http10Head.Look(buffer, out int headBytes, out int firstLineBytes);
        if (shape == Http10HeadShape.Incomplete && !result.IsCompleted && !result.IsCanceled && buffer.Length < MaxHeadBytes)
        {
            return false;
        }

        _isSettled = !result.IsCanceled;
        if (shape != Http10HeadShape.LacksLength)
        {
            return true;
        }

        ReadOnlySpan<byte> line = "Content-Length: 0\r\n"u8;
        byte[] head = new byte[headBytes + line.Length];
        buffer.Slice(0, firstLineBytes).CopyTo(head);
        line.CopyTo(head.AsSpan(firstLineBytes));
        buffer.Slice(firstLineBytes, headBytes - firstLineBytes).CopyTo(head.AsSpan(firstLineBytes + line.Length));
        inner.AdvanceTo(buffer.GetPosition(headBytes));
        _head = head;
        result = HeadResult();
        return true;
    }
}
