namespace Edge.LoadTests.Http;

/// <summary>A block of headers out of HEADERS and the CONTINUATIONs that follow it (RFC 9113 §6.10). Copies nothing while one frame holds all.</summary>
internal sealed class HeaderBlock
{
    private byte[] _bytes = [];
    private int _length;
    private int _stream;

    /// <summary>Whether the stream ends with this block: HEADERS says so, whichever frame ends the block.</summary>
    public bool EndsStream { get; private set; }

    /// <summary>Whether the frame may come now: until a block is whole nothing else may.</summary>
    public bool Allows(in Http2Frame frame) => frame.Type == Http2Frames.Continuation ? _stream != 0 && frame.Stream == _stream : _stream == 0;

    /// <summary>Takes HEADERS or CONTINUATION. <see cref="ParseState.Invalid"/>: longer than <see cref="ResponseParser.MaxHeadBytes"/>.</summary>
    /// <param name="frame">The next one, which is allowed.</param>
    /// <param name="block">The whole block when complete; valid until the next call.</param>
    public ParseState Take(in Http2Frame frame, out ReadOnlySpan<byte> block)
    {
        block = frame.Content;
        if (_stream == 0)
        {
            EndsStream = frame.EndsStream;
            if (frame.EndsHeaders)
            {
                return ParseState.Complete;
            }

            _stream = frame.Stream;
        }

        if (_length + block.Length > ResponseParser.MaxHeadBytes)
        {
            return ParseState.Invalid;
        }

        if (_bytes.Length < _length + block.Length)
        {
            Array.Resize(ref _bytes, (_length + block.Length) * 2);
        }

        block.CopyTo(_bytes.AsSpan(_length));
        _length += block.Length;
        if (!frame.EndsHeaders)
        {
            return ParseState.Incomplete;
        }

        block = _bytes.AsSpan(0, _length);
        Clear();
        return ParseState.Complete;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => (_stream, _length) = (0, 0);
}
