using System.Buffers;
using System.Text;

namespace Edge.Rules.Bodies;

/// <summary>A char buffer from the shared pool that grows when asked. Dispose returns it; do not copy the struct.</summary>
internal struct RentedChars : IDisposable
{
    private char[] _array;

    public RentedChars(int minimumLength) => _array = ArrayPool<char>.Shared.Rent(Math.Max(minimumLength, 1));

    /// <summary>The whole buffer.</summary>
    public readonly Span<char> Span => _array;

    /// <summary>Makes room for this many chars, keeping the first <paramref name="keep"/>. Doubles, so that appending stays linear.</summary>
    public void EnsureCapacity(int length, int keep)
    {
        if (length <= _array.Length)
        {
            return;
        }

        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(length, _array.Length * 2));
        _array.AsSpan(0, keep).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_array);
        _array = larger;
    }

    /// <summary>Holds these bytes as Latin-1 chars from the buffer's start, and returns them.</summary>
    public Span<char> Widen(ReadOnlySpan<byte> bytes)
    {
        EnsureCapacity(bytes.Length, keep: 0);
        Encoding.Latin1.GetChars(bytes, _array); // Vectorised; maps every byte to the char of its value.
        return _array.AsSpan(0, bytes.Length);
    }

    public void Dispose()
    {
        char[] array = _array;
        _array = [];
        if (array.Length > 0)
        {
            ArrayPool<char>.Shared.Return(array);
        }
    }
}
