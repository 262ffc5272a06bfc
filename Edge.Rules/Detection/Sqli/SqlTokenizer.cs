using System.Buffers;

namespace Edge.Rules.Detection.Sqli;

/// <summary>Reads a value as SQL, in one quoting context and one dialect of comments.</summary>
/// <remarks>Forward only, one pass, no allocation. White space and comments inside the value are skipped.</remarks>
internal ref struct SqlTokenizer
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly ReadOnlySpan<char> _value;
    private readonly bool _mySql;
    private char _breakOutOf;
    private int _position;

    /// <summary>Starts at the value's first character.</summary>
    /// <param name="value">The value.</param>
    /// <param name="quoting">The context: in a quoted one the first token is the string that the value breaks out of.</param>
    /// <param name="mySql">MySQL's comments: <c>#</c>, <c>--</c> only before white space, <c>/*!</c> as code.</param>
    public SqlTokenizer(ReadOnlySpan<char> value, SqlQuoting quoting, bool mySql)
    {
        _value = value;
        _mySql = mySql;
        _breakOutOf = quoting switch { SqlQuoting.Single => '\'', SqlQuoting.Double => '"', _ => '\0' };
    }

    /// <summary>Whether MySQL would read the value differently than the other dialects do, as far as it was read.</summary>
    public bool SawMySqlComment { get; private set; }

    /// <summary>Reads the next token; false after the last.</summary>
    public bool TryRead(out SqlToken token)
    {
        token = default;
        if (_breakOutOf != '\0')
        {
            char quote = _breakOutOf;
            _breakOutOf = '\0';
            token.First = quote;
            ReadString(ref token, quote, contentStart: 0, escapes: false);
            return true;
        }

        int before = _position;
        if (!SkipBlanks(ref token))
        {
            return token.Kind == SqlTokenKind.Comment;
        }

        token.AfterSpace = _position > before;
        token.Start = _position;
        token.First = _value[_position];
        ReadToken(ref token);
        token.Length = _position - token.Start;
        return true;
    }

    private void ReadToken(ref SqlToken token)
    {
        char first = token.First;
        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(At(_position + 1))))
        {
            ReadNumber(ref token);
        }
        else if (first != '.' && SqlText.IsWordChar(first))
        {
            ReadWord(ref token);
        }
        else if (first is '\'' or '"')
        {
            ReadString(ref token, first, _position + 1, escapes: true);
        }
        else
        {
            ReadSign(ref token, first);
        }
    }

    /// <summary>Skips white space and inner comments; false at the end, with the token being the comment that runs to it, if any.</summary>
    private bool SkipBlanks(ref SqlToken token)
    {
        while (_position < _value.Length)
        {
            char c = _value[_position];
            if (!SqlText.MayBeBlank(c))
            {
                return true; // Nearly always.
            }

            if (c <= ' ' || c is '\x7F' or '\xA0' ||
                (c == '\\' && At(_position + 1) != 'N'))
            {
                _position++;
            }
            else if (c == '/' && At(_position + 1) == '*')
            {
                if (!SkipBlockComment(ref token)) { return false; }
            }
            else if (_mySql && c == '*' && At(_position + 1) == '/')
            {
                _position += 2; // The end of a /*! … */ whose inside was read as code.
            }
            else if (IsLineComment(c))
            {
                if (!SkipLineComment(ref token, c == '#' ? 1 : 2)) { return false; }
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private bool IsLineComment(char c)
    {
        if (c == '#')
        {
            SawMySqlComment = true;
            return _mySql;
        }

        if (c != '-' || At(_position + 1) != '-')
        {
            return false;
        }

        if (_position + 2 < _value.Length && _value[_position + 2] > ' ')
        {
            SawMySqlComment = true;
            return !_mySql;
        }

        return true;
    }

    private bool SkipBlockComment(ref SqlToken token)
    {
        if (At(_position + 2) == '!')
        {
            SawMySqlComment = true;
            if (_mySql)
            {
                _position += 3;
                while (char.IsAsciiDigit(At(_position))) { _position++; }
                return true;
            }
        }

        int end = _value[(_position + 2)..].IndexOf("*/", StringComparison.Ordinal);
        if (end < 0)
        {
            EndWithComment(ref token, signLength: 2);
            return false;
        }

        _position += end + 4;
        return true;
    }

    private bool SkipLineComment(ref SqlToken token, int signLength)
    {
        int line = _value[_position..].IndexOf('\n');
        if (line < 0 || _value[(_position + line)..].IsWhiteSpace())
        {
            EndWithComment(ref token, signLength);
            return false;
        }

        _position += line + 1;
        return true;
    }

    private void EndWithComment(ref SqlToken token, int signLength)
    {
        token.Kind = SqlTokenKind.Comment;
        token.Start = _position;
        token.First = _value[_position];
        token.AfterSpace = _position > 0 && _value[_position - 1] <= ' ';
        token.Length = _value.Length - _position;
        token.IsBare = SqlText.IsBareComment(_value[(_position + signLength)..], glued: !token.AfterSpace && signLength == 2);
        _position = _value.Length;
    }

    private void ReadString(ref SqlToken token, char quote, int contentStart, bool escapes)
    {
        token.Kind = SqlTokenKind.String;
        token.Start = _position;
        int position = contentStart;
        while (true)
        {
            int next = position > _value.Length ? -1 : _value[position..].IndexOf(quote);
            if (next < 0)
            {
                token.IsOpen = true;
                _position = _value.Length;
                break;
            }

            int close = position + next;
            if (escapes && IsEscaped(close, contentStart))
            {
                position = close + 1;
            }
            else if (At(close + 1) == quote)
            {
                position = close + 2; // A doubled quote is a quote inside the string.
            }
            else
            {
                _position = close + 1;
                break;
            }
        }

        token.Length = _position - token.Start;
    }

    /// <summary>Whether an odd number of backslashes stands before a quote. Each is looked at once per quote that follows it, so the scan stays linear.</summary>
    private readonly bool IsEscaped(int quote, int contentStart)
    {
        int first = quote;
        while (first > contentStart && _value[first - 1] == '\\') { first--; }
        return ((quote - first) & 1) == 1;
    }

    private void ReadNumber(ref SqlToken token)
    {
        token.Kind = SqlTokenKind.Number;
        int start = _position;
        if (_value[start] == '0' && At(start + 1) is 'x' or 'X')
        {
            int digits = Run(start + 2, HexDigits);
            if (digits > 0)
            {
                _position = start + 2 + digits;
                return;
            }
        }

        int position = SkipDigits(start);
        if (At(position) == '.') { position = SkipDigits(position + 1); }
        if (At(position) is 'e' or 'E')
        {
            int exponent = position + (At(position + 1) is '+' or '-' ? 2 : 1);
            if (char.IsAsciiDigit(At(exponent))) { position = SkipDigits(exponent); }
        }

        _position = position;
        int letters = position < _value.Length ? SqlText.WordLength(_value[position..]) : 0;
        if (letters > 0 && !SqlText.IsGluedKeyword(_value.Slice(position, letters)))
        {
            token.Kind = SqlTokenKind.Word; // 2nd, 5pm, 7px, 20.to_i: a name to SQL, a word to people.
            _position = position + letters;
        }
    }

    private void ReadWord(ref SqlToken token)
    {
        int start = _position;
        if (_value[start] == '$' && At(start + 1) == '$')
        {
            ReadDollarString(ref token);
            return;
        }

        if (_value[start] is 'd' or 'f' or 'D' or 'F' && start > 0 && char.IsAsciiDigit(_value[start - 1]))
        {
            start = ++_position; // The suffix of Oracle's 1d and 1f; IsGluedKeyword has seen a keyword after it.
            token.Start = start;
        }

        int length = SqlText.WordLength(_value[start..]);
        bool isQualified = _value.Slice(start, length).ContainsAny('.', '_');
        int dot = isQualified ? _value.Slice(start, length).IndexOf('.') : -1;
        if (dot > 0 && char.IsAsciiDigit(At(start + dot + 1))) { length = dot; } // "select.5" is two tokens.
        while (_value[start + length - 1] == '.' && length > 1) { length--; }
        ReadOnlySpan<char> word = _value.Slice(start, length);
        _position = start + length;
        if (At(_position) is '\'' or '"' && SqlText.IsStringPrefix(word))
        {
            ReadString(ref token, _value[_position], _position + 1, escapes: true);
            return;
        }

        token.Kind = SqlTokenKind.Word;
        token.IsQualified = isQualified && word.ContainsAny('.', '_');
        if (SqlWordTable.TryGet(word, out SqlWordInfo info))
        {
            token.Kind = info.Kind;
            token.Word = info.Word;
            token.Function = info.Function;
        }
    }

    private void ReadDollarString(ref SqlToken token)
    {
        token.Kind = SqlTokenKind.String;
        int end = _value[(_position + 2)..].IndexOf("$$", StringComparison.Ordinal);
        token.IsOpen = end < 0;
        _position = end < 0 ? _value.Length : _position + end + 4;
    }

    private void ReadSign(ref SqlToken token, char first)
    {
        char second = At(_position + 1);
        (token.Kind, int length) = first switch
        {
            '(' => (SqlTokenKind.LeftParen, 1),
            ')' => (SqlTokenKind.RightParen, 1),
            ',' => (SqlTokenKind.Comma, 1),
            ';' => (SqlTokenKind.Semicolon, 1),
            '|' when second == '|' => (SqlTokenKind.Concat, 2),
            '&' when second == '&' => (SqlTokenKind.Logic, 2),
            '=' => (SqlTokenKind.Compare, second == '=' ? 2 : 1),
            '<' when second == '=' && At(_position + 2) == '>' => (SqlTokenKind.Compare, 3),
            '<' or '>' when second == first => (SqlTokenKind.Bit, 2),
            '<' or '>' => (SqlTokenKind.Compare, second is '=' or '>' ? 2 : 1),
            '!' when second is '=' or '<' or '>' => (SqlTokenKind.Compare, 2),
            '!' when second == '~' => (SqlTokenKind.Match, 2),
            '!' => (SqlTokenKind.Not, 1),
            '+' or '-' or '*' or '/' or '%' => (SqlTokenKind.Arithmetic, 1),
            '|' or '&' or '^' or '~' or '#' => (SqlTokenKind.Bit, 1),
            ':' when second == ':' => (SqlTokenKind.Cast, 2),
            ':' when second == '=' => (SqlTokenKind.Assign, 2),
            '\\' => (SqlTokenKind.Number, 2), // \N is MySQL's null.
            _ => (SqlTokenKind.Other, 1),
        };
        if (first == '\\') { token.Word = SqlWord.Null; }
        _position += length;
        if (first == '@') { ReadVariable(ref token, second); }
        else if (first is '`' or '[') { ReadQuotedName(ref token, first == '`' ? '`' : ']'); }
    }

    private void ReadVariable(ref SqlToken token, char second)
    {
        if (second == '@')
        {
            _position++;
            token.IsQualified = true; // @@version: the server's own.
        }

        int length = _position < _value.Length ? SqlText.WordLength(_value[_position..]) : 0;
        if (length == 0 && At(_position) is '\'' or '"' or '`')
        {
            ReadString(ref token, _value[_position], _position + 1, escapes: true);
        }

        token.Kind = SqlTokenKind.Variable;
        _position += length;
    }

    /// <summary><c>`name`</c> and <c>[name]</c>; an opening sign without its end stands alone.</summary>
    private void ReadQuotedName(ref SqlToken token, char close)
    {
        ReadOnlySpan<char> rest = _value[_position..Math.Min(_value.Length, _position + SqlLimits.MaxNameLength)];
        int end = rest.IndexOf(close);
        if (end > 0 && (close == '`' || !rest[..end].ContainsAnyExcept(SqlText.WordChars)))
        {
            token.Kind = SqlTokenKind.Word;
            token.IsQualified = true;
            _position += end + 1;
            int next = _position + 1;
            if (At(_position) == '.' && next < _value.Length && (At(next) is '`' or '[' || SqlText.IsWordChar(At(next))))
            {
                _position = next; // [schema].[table]
                _position += At(next) is '`' or '[' ? 1 : SqlText.WordLength(_value[next..]);
                if (At(next) is '`' or '[') { SkipQuotedName(At(next) == '`' ? '`' : ']'); }
            }
        }
    }

    private void SkipQuotedName(char close)
    {
        int end = _value[_position..Math.Min(_value.Length, _position + SqlLimits.MaxNameLength)].IndexOf(close);
        _position += end + 1;
    }

    private readonly int Run(int start, SearchValues<char> set)
    {
        ReadOnlySpan<char> rest = _value[start..];
        int length = rest.IndexOfAnyExcept(set);
        return length < 0 ? rest.Length : length;
    }

    private readonly int SkipDigits(int position)
    {
        while (char.IsAsciiDigit(At(position))) { position++; }
        return position;
    }

    private readonly char At(int position) => (uint)position < (uint)_value.Length ? _value[position] : '\0';
}
