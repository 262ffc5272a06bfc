namespace Edge.Rules.Bodies;

/// <summary>Splits a <c>Cookie</c> header into <c>REQUEST_COOKIES</c>, as ModSecurity v3 does. Allocates nothing.</summary>
/// <remarks>
/// Pieces are separated by semicolons; the first <c>=</c> ends the name; white space before a name is dropped, and at the
/// end of the header; pieces without a name are skipped; nothing is decoded. A piece without <c>=</c> is a name with an
/// empty value.
/// </remarks>
internal ref struct CookieParser
{
    private ReadOnlySpan<char> _rest;
    private int _left;

    public CookieParser(ReadOnlySpan<char> header, BodyLimits limits)
    {
        // One semicolon at the very end opens no further cookie, so the white space before it ends the last one.
        _rest = (header.EndsWith(';') ? header[..^1] : header).TrimEnd(AsciiSpace.All);
        _left = limits.MaxCookies;
    }

    /// <summary>There were more than <see cref="BodyLimits.MaxCookies"/>; the rest was not given.</summary>
    public bool LimitExceeded { get; private set; }

    /// <summary>The next cookie, or false at the end or at the limit. The spans lie within the header.</summary>
    public bool TryRead(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOf(';');
            ReadOnlySpan<char> piece = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];

            int equals = piece.IndexOf('=');
            name = (equals < 0 ? piece : piece[..equals]).TrimStart(AsciiSpace.All);
            value = equals < 0 ? default : piece[(equals + 1)..];
            if (name.IsEmpty)
            {
                continue;
            }

            if (_left == 0)
            {
                LimitExceeded = true;
                break;
            }

            _left--;
            return true;
        }

        name = value = default;
        return false;
    }
}
