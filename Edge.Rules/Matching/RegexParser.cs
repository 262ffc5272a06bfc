using System.Globalization;

namespace Edge.Rules.Matching;

/// <summary>Parses PCRE syntax over bytes, as the reference engine compiles it: <c>(?s)</c> and <c>(?m)</c> are on.</summary>
/// <remarks>One instance parses one pattern. Its two other parts read escapes and groups.</remarks>
internal sealed partial class RegexParser
{
    /// <summary>Groups within groups; bounds the recursion here and in all who walk the tree.</summary>
    private const int MaxDepth = 200;

    /// <summary>PCRE's own limit for the numbers of a quantifier.</summary>
    private const int MaxRepeat = 65_535;

    private readonly string _pattern;
    private readonly Dictionary<string, int> _names = [];
    private int _at;
    private int _depth;
    private bool _ignoreCase;
    private bool _dotAll = true;
    private bool _multiLine = true;
    private bool _extended;

    private RegexParser(string pattern, bool ignoreCase)
    {
        _pattern = pattern;
        _ignoreCase = ignoreCase;
    }

    private bool AtEnd => _at >= _pattern.Length;

    private char Current => _pattern[_at];

    /// <summary>Parses a whole pattern.</summary>
    /// <exception cref="RegexSyntaxException">The pattern is wrong or not supported.</exception>
    public static RegexNode Parse(string pattern, bool ignoreCase, out int groupCount)
    {
        RegexParser parser = new(pattern, ignoreCase);
        RegexNode node = parser.ParseAlternation();
        if (!parser.AtEnd)
        {
            throw parser.Error("unmatched ')'");
        }

        groupCount = parser._groupCount;
        int last = groupCount;
        if (node.Any(child => child.Kind == RegexNodeKind.BackReference && child.Group > last))
        {
            throw new RegexSyntaxException("a back reference names a group that is not there");
        }

        return node;
    }

    private RegexNode ParseAlternation()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"groups are nested deeper than {MaxDepth}");
        }

        List<RegexNode> branches = [ParseSequence()];
        while (!AtEnd && Current == '|')
        {
            _at++;
            branches.Add(ParseSequence());
        }

        _depth--;
        return branches.Count == 1 ? branches[0] : new RegexNode(RegexNodeKind.Alternation, [.. branches]);
    }

    private RegexNode ParseSequence()
    {
        List<RegexNode> items = [];
        while (!AtEnd && Current is not ('|' or ')'))
        {
            RegexNode? item = ParseItem();
            if (item is null)
            {
                continue; // A comment, an option, an empty \E.
            }

            items.Add(ParseQuantifiers(item));
        }

        return items.Count == 1 ? items[0] : new RegexNode(RegexNodeKind.Sequence, [.. items]);
    }

    private RegexNode? ParseItem()
    {
        char c = _pattern[_at++];
        switch (c)
        {
            case '(':
                return ParseGroup();
            case '[':
                return RegexNode.Bytes(ParseClass());
            case '\\':
                return ParseEscape();
            case '.':
                return RegexNode.Bytes(_dotAll ? ByteSet.All : ~ByteSet.Of('\n'));
            case '^':
                return new RegexNode(_multiLine ? RegexNodeKind.LineStart : RegexNodeKind.TextStart);
            case '$':
                return new RegexNode(_multiLine ? RegexNodeKind.LineEnd : RegexNodeKind.TextEndOrLastLine);
            case '*' or '+' or '?':
                throw Error("a quantifier follows nothing that it could repeat");
            case '#' when _extended:
                SkipTo('\n');
                return null;
            default:
                return _extended && ByteSet.Space.Contains(c) ? null : Literal(c);
        }
    }

    private RegexNode Literal(char c)
    {
        if (c > 0xFF)
        {
            throw Error($"'{c}' is not a byte");
        }

        return RegexNode.Bytes(Fold(ByteSet.Of(c)));
    }

    private ByteSet Fold(ByteSet set) => _ignoreCase ? set.FoldCase() : set;

    private RegexNode ParseQuantifiers(RegexNode item)
    {
        while (TryParseQuantifier(out int min, out int? max))
        {
            bool lazy = TakeIf('?');
            bool possessive = !lazy && TakeIf('+');
            item = new RegexNode(RegexNodeKind.Repeat, item) { Min = min, Max = max, Lazy = lazy, Possessive = possessive };
        }

        return item;
    }

    private bool TryParseQuantifier(out int min, out int? max)
    {
        min = 0;
        max = null;
        while (_extended && !AtEnd && ByteSet.Space.Contains(Current))
        {
            _at++;
        }

        if (TakeIf('*'))
        {
            return true;
        }

        if (TakeIf('+'))
        {
            min = 1;
            return true;
        }

        if (TakeIf('?'))
        {
            max = 1;
            return true;
        }

        return !AtEnd && Current == '{' && TryParseBraces(out min, out max);
    }

    /// <summary>A brace that holds no <c>n</c>, <c>n,</c> or <c>n,m</c> is a plain char in PCRE.</summary>
    private bool TryParseBraces(out int min, out int? max)
    {
        min = 0;
        max = null;
        int start = _at++;
        if (TryParseNumber(out min))
        {
            max = min;
            if (TakeIf(','))
            {
                max = TryParseNumber(out int upper) ? upper : null;
            }

            if (TakeIf('}'))
            {
                return min <= (max ?? min) ? true : throw Error("the numbers of a quantifier are out of order");
            }
        }

        _at = start;
        return false;
    }

    private bool TryParseNumber(out int value)
    {
        int start = _at;
        while (!AtEnd && char.IsAsciiDigit(Current))
        {
            _at++;
        }

        value = 0;
        if (_at == start)
        {
            return false;
        }

        return int.TryParse(_pattern.AsSpan(start, _at - start), CultureInfo.InvariantCulture, out value) && value <= MaxRepeat
            ? true
            : throw Error($"a number is above {MaxRepeat}");
    }

    private bool TakeIf(char c)
    {
        bool taken = !AtEnd && Current == c;
        _at += taken ? 1 : 0;
        return taken;
    }

    private bool TakeIf(string text)
    {
        bool taken = string.CompareOrdinal(_pattern, _at, text, 0, text.Length) == 0;
        _at += taken ? text.Length : 0;
        return taken;
    }

    private string SkipTo(char end)
    {
        int stop = _pattern.IndexOf(end, _at);
        string skipped = stop < 0 ? _pattern[_at..] : _pattern[_at..stop];
        _at = stop < 0 ? _pattern.Length : stop + 1;
        return skipped;
    }

    private RegexSyntaxException Error(string what) => new($"{what} (at offset {_at})");
}
