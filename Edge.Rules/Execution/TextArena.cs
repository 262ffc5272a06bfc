using System.Buffers;
using System.Text;

namespace Edge.Rules.Execution;

/// <summary>The chars of one transaction, appended only, so that a span stays true while the arena grows.</summary>
internal sealed class TextArena(int maxChars)
{
    /// <summary>Chars of a fresh arena: a browser's request and what becomes of it.</summary>
    private const int InitialChars = 16 * 1024;

    /// <summary>Chars that a pooled arena may keep; a larger buffer is rented, and goes back when its transaction ends.</summary>
    private const int MaxKeptChars = 128 * 1024;

    private char[] _buffer = new char[InitialChars];
    private readonly List<char[]> _outgrown = [];
    private int _used;

    public int Used => _used;

    public ReadOnlySpan<char> Get(TextSlice slice) => slice.AsSpan(_buffer);

    public string GetString(TextSlice slice) => slice.AsSpan(_buffer).ToString();

    public TextSlice Add(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return TextSlice.Empty;
        }

        text.CopyTo(Reserve(text.Length));
        return Commit(text.Length);
    }

    public TextSlice AddBytes(ReadOnlySpan<byte> bytes)
    {
        Encoding.Latin1.GetChars(bytes, Reserve(bytes.Length));
        return Commit(bytes.Length);
    }

    /// <summary>Room at the end for at most <paramref name="length"/> chars, until the next call.</summary>
    /// <exception cref="EngineLimitException">The transaction would hold more than its limit of chars.</exception>
    public Span<char> Reserve(int length)
    {
        if (length > _buffer.Length - _used)
        {
            Grow(length);
        }

        return _buffer.AsSpan(_used, length);
    }

    /// <summary>Keeps the first <paramref name="length"/> chars of what was reserved.</summary>
    public TextSlice Commit(int length)
    {
        TextSlice slice = TextSlice.InArena(_used, length);
        _used += length;
        return slice;
    }

    /// <summary>Forgets what was appended after <paramref name="used"/>.</summary>
    public void Rewind(int used) => _used = used;

    public void Clear()
    {
        _used = 0;
        if (_buffer.Length > MaxKeptChars)
        {
            _outgrown.Add(_buffer);
            _buffer = new char[InitialChars];
        }

        foreach (char[] buffer in _outgrown)
        {
            ArrayPool<char>.Shared.Return(buffer);
        }

        _outgrown.Clear();
    }

    private void Grow(int length)
    {
        long needed = (long)_used + length;
        if (needed > maxChars)
        {
            throw new EngineLimitException($"The transaction needs more than {maxChars} chars of working memory.");
        }

        int size = (int)Math.Min(maxChars, Math.Max(needed, 2L * _buffer.Length));
        char[] larger = size > MaxKeptChars ? ArrayPool<char>.Shared.Rent(size) : new char[size];
        _buffer.AsSpan(0, _used).CopyTo(larger);
        if (_buffer.Length > MaxKeptChars)
        {
            _outgrown.Add(_buffer); // Spans of it may be in use until the transaction ends.
        }

        _buffer = larger;
    }
}
