using System.Buffers;

namespace Edge.Rules.Bodies;

/// <summary>Parses the <c>Content-Disposition</c> header of a part; the grammar is that of ModSecurity v3.</summary>
/// <remarks>
/// Strict, because parsers differ: what is not understood is an error. Values found before the error are kept, so that
/// rules see them.
/// </remarks>
internal ref struct ContentDisposition
{
    private const string FormData = "form-data";

    private static readonly SearchValues<char> CharsetEnds = NotAlphanumericOr("!#$%&+-^_`{}~");
    private static readonly SearchValues<char> ExtendedValueEnds = NotAlphanumericOr("!#$&+-.^_`~%");
    private static readonly SearchValues<char> TokenEnds = SearchValues.Create(
        [.. Enumerable.Range(0, 256).Select(static value => (char)value)
            .Where(static c => c <= ' ' || c >= 127 || "()<>@,;:\\\"/[]?=".Contains(c, StringComparison.Ordinal))]);

    private readonly ReadOnlySpan<char> _header;
    private Span<char> _scratch;
    private int _position;
    private bool _hasName;
    private bool _hasFileName;
    private bool _hasExtended;
    private bool _quoteOpen;

    /// <param name="header">The header's value.</param>
    /// <param name="scratch">At least as long; unescaped values are written there.</param>
    public ContentDisposition(ReadOnlySpan<char> header, Span<char> scratch)
    {
        _header = header;
        _scratch = scratch;
    }

    public ReadOnlySpan<char> Name { get; private set; }

    public ReadOnlySpan<char> FileName { get; private set; }

    /// <summary>The percent-decoded text of <c>filename*</c>; empty when there is none.</summary>
    public ReadOnlySpan<char> ExtendedFileName { get; private set; }

    /// <summary>Sets <c>MULTIPART_INVALID_QUOTING</c>.</summary>
    public bool InvalidQuoting { get; private set; }

    public ContentDispositionError Parse()
    {
        if (!_header.StartsWith(FormData, StringComparison.Ordinal))
        {
            return ContentDispositionError.NotFormData;
        }

        _position = FormData.Length;
        SkipBlanks();
        if (AtEnd)
        {
            return ContentDispositionError.None;
        }

        if (_header[_position] != ';')
        {
            return ContentDispositionError.MissingSemicolon;
        }

        _position++;
        while (!AtEnd)
        {
            ContentDispositionError error = ParseParameter();
            if (error != ContentDispositionError.None)
            {
                return error;
            }
        }

        if (_quoteOpen)
        {
            return ContentDispositionError.Truncated;
        }

        return _hasExtended && !_hasFileName ? ContentDispositionError.ExtendedFileNameOnly : ContentDispositionError.None;
    }

    private readonly bool AtEnd => _position >= _header.Length;

    private ContentDispositionError ParseParameter()
    {
        SkipBlanks();
        int nameLength = _header[_position..].IndexOfAny('=', '\t', ' ');
        if (nameLength < 0)
        {
            return ContentDispositionError.Truncated;
        }

        ReadOnlySpan<char> name = _header.Slice(_position, nameLength);
        _position += nameLength;
        SkipBlanks();
        if (AtEnd)
        {
            return ContentDispositionError.Truncated;
        }

        if (_header[_position] != '=')
        {
            return ContentDispositionError.MissingEquals;
        }

        _position++;
        SkipBlanks();
        if (AtEnd)
        {
            return ContentDispositionError.Truncated;
        }

        ContentDispositionError error = name is "filename*" ? ParseExtended() : ParsePlain(name);
        if (error != ContentDispositionError.None)
        {
            return error;
        }

        SkipBlanks();
        if (AtEnd)
        {
            return ContentDispositionError.None;
        }

        if (_header[_position] != ';')
        {
            InvalidQuoting |= _header[_position - 1] is '\'' or '"';
            return ContentDispositionError.MissingSemicolon;
        }

        _position++;
        return ContentDispositionError.None;
    }

    private ContentDispositionError ParsePlain(ReadOnlySpan<char> name)
    {
        char quote = _header[_position];
        bool quoted = quote is '"' or '\'';
        if (quoted && _position + 1 == _header.Length)
        {
            return ContentDispositionError.Truncated;
        }

        ReadOnlySpan<char> value = quoted ? ReadQuoted(quote) : ReadToken();
        if (name is "name")
        {
            CheckQuotes(value, quote);
            if (_hasName)
            {
                return ContentDispositionError.DuplicateName;
            }

            _hasName = !value.IsEmpty;
            Name = value;
            return ContentDispositionError.None;
        }

        if (name is "filename")
        {
            CheckQuotes(value, quote);
            if (_hasFileName)
            {
                return ContentDispositionError.DuplicateFileName;
            }

            _hasFileName = !value.IsEmpty;
            FileName = value;
            return ContentDispositionError.None;
        }

        return ContentDispositionError.UnknownParameter;
    }

    /// <summary>A single quote is odd everywhere but within double quotes.</summary>
    private void CheckQuotes(ReadOnlySpan<char> value, char quote) => InvalidQuoting |= quote != '"' && value.Contains('\'');

    private ReadOnlySpan<char> ReadToken()
    {
        ReadOnlySpan<char> rest = _header[_position..];
        int length = rest.IndexOfAny(TokenEnds);
        length = length < 0 ? rest.Length : length;
        _position += length;
        return rest[..length];
    }

    /// <summary>Only the quote and the backslash can be escaped: old browsers send bare backslashes in Windows paths.</summary>
    private ReadOnlySpan<char> ReadQuoted(char quote)
    {
        InvalidQuoting |= quote == '\'';
        _position++;
        int written = 0;
        while (!AtEnd && _header[_position] != quote)
        {
            char c = _header[_position++];
            if (c == '\\' && !AtEnd && (_header[_position] == quote || _header[_position] == '\\'))
            {
                c = _header[_position++];
            }

            _scratch[written++] = c;
        }

        _quoteOpen = AtEnd;
        _position++; // Over the closing quote, or past the end when there is none.
        return TakeScratch(written);
    }

    private ContentDispositionError ParseExtended()
    {
        ReadOnlySpan<char> rest = _header[_position..];
        int charset = rest.IndexOfAny(CharsetEnds);
        int language = charset <= 0 || rest[charset] != '\'' ? -1 : rest[(charset + 1)..].IndexOf('\'');
        if (language < 0)
        {
            return ContentDispositionError.InvalidExtendedFileName;
        }

        int start = charset + 1 + language + 1;
        int length = rest[start..].IndexOf(';');
        length = length < 0 ? rest.Length - start : length;
        ReadOnlySpan<char> value = rest.Slice(start, length);
        value.CopyTo(_scratch);
        Span<char> decoded = _scratch[..length];
        bool valid = !value.ContainsAny(ExtendedValueEnds);
        decoded.Replace('+', '\u0100'); // A plus sign is itself here: hidden from the decoder, which takes it for a blank.
        int decodedLength = UrlDecoder.Decode(decoded, out int invalid);
        decoded[..decodedLength].Replace('\u0100', '+');
        if (_hasExtended)
        {
            return ContentDispositionError.DuplicateExtendedFileName;
        }

        _hasExtended = decodedLength > 0;
        ExtendedFileName = TakeScratch(decodedLength);
        _position += start + length;
        return valid && invalid == 0 ? ContentDispositionError.None : ContentDispositionError.InvalidExtendedFileName;
    }

    private ReadOnlySpan<char> TakeScratch(int length)
    {
        ReadOnlySpan<char> taken = _scratch[..length];
        _scratch = _scratch[length..];
        return taken;
    }

    private void SkipBlanks()
    {
        while (!AtEnd && AsciiSpace.IsBlank(_header[_position]))
        {
            _position++;
        }
    }

    private static SearchValues<char> NotAlphanumericOr(string others) => SearchValues.Create(
        [.. Enumerable.Range(0, 256).Select(static value => (char)value)
            .Where(c => !char.IsAsciiLetterOrDigit(c) && !others.Contains(c, StringComparison.Ordinal))]);
}
