using System.Buffers;

namespace Edge.Rules.Execution;

/// <summary>The bytes of a body as they came, in a rented buffer.</summary>
internal sealed class BodyBuffer
{
    private const int FirstBytes = 4096;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length > _bytes.Length - Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, Math.Max(Length + chunk.Length, _bytes.Length * 2)));
            Span.CopyTo(larger);
            Return();
            _bytes = larger;
        }

        chunk.CopyTo(_bytes.AsSpan(Length));
        Length += chunk.Length;
    }

    public void Clear()
    {
        Return();
        _bytes = [];
        Length = 0;
    }

    private void Return()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
