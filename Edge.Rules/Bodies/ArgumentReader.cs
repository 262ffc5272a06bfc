namespace Edge.Rules.Bodies;

/// <summary>Splits urlencoded text into decoded arguments, in place and without allocation.</summary>
/// <remarks>
/// As ModSecurity v3: an empty piece between two separators is an argument with an empty name and value, an empty piece
/// at the end is none, and the first <c>=</c> ends the name.
/// </remarks>
internal ref struct ArgumentReader
{
    private readonly char _separator;
    private Span<char> _rest;

    /// <param name="text">The encoded text. It is overwritten: the spans given out lie within it.</param>
    /// <param name="separator"><c>SecArgumentSeparator</c>.</param>
    public ArgumentReader(Span<char> text, char separator)
    {
        _rest = text;
        _separator = separator;
    }

    /// <summary>Invalid percent sequences seen so far, in names and values.</summary>
    public int InvalidSequences { get; private set; }

    /// <summary>The next argument, or false at the end.</summary>
    public bool TryRead(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        if (_rest.IsEmpty)
        {
            name = value = default;
            return false;
        }

        int end = _rest.IndexOf(_separator);
        Span<char> pair = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];

        int equals = pair.IndexOf('=');
        name = Decode(equals < 0 ? pair : pair[..equals]);
        value = equals < 0 ? default : Decode(pair[(equals + 1)..]);
        return true;
    }

    private Span<char> Decode(Span<char> text)
    {
        int length = UrlDecoder.Decode(text, out int invalid);
        InvalidSequences += invalid;
        return text[..length];
    }
}
