using System.Buffers;

namespace Edge.Rules.Bodies;

/// <summary>The result of <see cref="BodyInflater"/>. Dispose returns its buffer; the bytes are not valid after.</summary>
internal sealed class InflatedBody : IDisposable
{
    private byte[] _buffer;
    private readonly int _length;

    /// <param name="outcome">How it went.</param>
    /// <param name="buffer">Rented from the shared pool; owned from here on.</param>
    /// <param name="length">Bytes in it.</param>
    public InflatedBody(InflateOutcome outcome, byte[] buffer, int length)
    {
        Outcome = outcome;
        _buffer = buffer;
        _length = length;
    }

    public InflateOutcome Outcome { get; }

    /// <summary>The outcome is an error to report as <c>REQBODY_ERROR</c>.</summary>
    public bool IsError => Outcome is not (InflateOutcome.NotEncoded or InflateOutcome.Inflated);

    /// <summary>What was inflated, on an error up to it (rules may still look at that); empty when the body was not encoded.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>The text for <c>REQBODY_ERROR_MSG</c>; empty without an error.</summary>
    public string ErrorMessage => Outcome switch
    {
        InflateOutcome.UnsupportedEncoding => "Request body decompression error: unsupported content encoding.",
        InflateOutcome.TooManyEncodings => "Request body decompression error: too many content encodings.",
        InflateOutcome.InvalidData => "Request body decompression error: invalid data.",
        InflateOutcome.TooLarge => "Request body decompression error: inflated size over the limit.",
        InflateOutcome.RatioExceeded => "Request body decompression error: compression ratio over the limit.",
        _ => "",
    };

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
