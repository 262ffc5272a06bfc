namespace Edge.Rules.Bodies;

/// <summary>The name under construction of a JSON leaf: never longer than its limit.</summary>
internal struct JsonName : IDisposable
{
    /// <summary>Chars of <c>.array_</c> with the largest index.</summary>
    private const int MaxIndexChars = 17;

    private readonly int _maxLength;
    private RentedChars _buffer;

    public JsonName(int maxLength)
    {
        _maxLength = maxLength;
        _buffer = new RentedChars(256);
    }

    public int Length { get; private set; }

    /// <summary>
    /// The name was cut since it last was this short. A cut stays known while the prefix that suffered it stays, because
    /// such a prefix has the full length.
    /// </summary>
    public bool IsCut { get; private set; }

    public readonly ReadOnlySpan<char> Span => _buffer.Span[..Length];

    public void Truncate(int length)
    {
        Length = length;
        IsCut = length == _maxLength;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _maxLength - Length)
        {
            text = text[..(_maxLength - Length)];
            IsCut = true;
        }

        _buffer.EnsureCapacity(Length + text.Length, keep: Length);
        text.CopyTo(_buffer.Span[Length..]);
        Length += text.Length;
    }

    /// <summary>Appends <c>.array_N</c>, as ModSecurity v3 names the elements of arrays.</summary>
    public void AppendIndex(int index)
    {
        Span<char> text = stackalloc char[MaxIndexChars];
        ".array_".CopyTo(text);
        index.TryFormat(text[7..], out int digits);
        Append(text[..(7 + digits)]);
    }

    public void Dispose() => _buffer.Dispose();
}
