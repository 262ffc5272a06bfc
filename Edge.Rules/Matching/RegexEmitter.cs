using System.Globalization;
using System.Text;

namespace Edge.Rules.Matching;

/// <summary>Writes a parsed pattern in .NET's syntax, for <c>RegexOptions.Singleline | Multiline | CultureInvariant</c>.</summary>
/// <remarks>
/// All that is Unicode-aware in .NET is written as sets of bytes, but <c>\b</c>: there bytes from 0x80 move to <see cref="RemapOffset"/>, to chars that are no letters in .NET.
/// </remarks>
internal sealed class RegexEmitter
{
    /// <summary>Moves 0x80–0xFF to U+2580–U+25FF (block elements and geometric shapes), none of which is a word char.</summary>
    public const int RemapOffset = 0x2500;

    private readonly StringBuilder _text = new();
    private readonly bool _remap;

    private RegexEmitter(bool remap) => _remap = remap;

    public static string Emit(RegexNode root, bool remap)
    {
        RegexEmitter emitter = new(remap);
        emitter.Write(root, 0);
        return emitter._text.ToString();
    }

    /// <param name="node">What to write.</param>
    /// <param name="following">The fewest bytes that what follows must consume.</param>
    private void Write(RegexNode node, int following)
    {
        switch (node.Kind)
        {
            case RegexNodeKind.Bytes:
                WriteSet(node.Set);
                break;
            case RegexNodeKind.Sequence:
                WriteSequence(node, following);
                break;
            case RegexNodeKind.Alternation:
                WriteAlternation(node, following);
                break;
            case RegexNodeKind.Repeat:
                WriteRepeat(node, following);
                break;
            case RegexNodeKind.Capture:
                WriteGroup("(", node.Child, following);
                break;
            case RegexNodeKind.Atomic:
                WriteSpecial("(?>", node.Child);
                break;
            case RegexNodeKind.LookAhead:
                WriteSpecial("(?=", node.Child);
                break;
            case RegexNodeKind.NotLookAhead:
                WriteSpecial("(?!", node.Child);
                break;
            case RegexNodeKind.LookBehind:
                WriteSpecial("(?<=", node.Child);
                break;
            case RegexNodeKind.NotLookBehind:
                WriteSpecial("(?<!", node.Child);
                break;
            case RegexNodeKind.BackReference:
                _text.Append(CultureInfo.InvariantCulture, $"(?{(node.IgnoreCase ? "i" : "-i")}:\\{node.Group})");
                break;
            case RegexNodeKind.LineStart when following == 0:
                // .NET's ^ also matches after a newline that ends the text; PCRE's does not.
                _text.Append(@"(?:\A|(?<=\n)(?!\z))");
                break;
            default:
                _text.Append(Assertion(node.Kind));
                break;
        }
    }

    private static string Assertion(RegexNodeKind kind) => kind switch
    {
        RegexNodeKind.LineStart => "^",
        RegexNodeKind.LineEnd => "$",
        RegexNodeKind.TextStart => @"\A",
        RegexNodeKind.TextEnd => @"\z",
        RegexNodeKind.TextEndOrLastLine => @"\Z",
        RegexNodeKind.MatchStart => @"\G",
        RegexNodeKind.WordBoundary => @"\b",
        RegexNodeKind.NotWordBoundary => @"\B",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private void WriteSequence(RegexNode node, int following)
    {
        int rest = node.MinLength;
        for (int i = 0; i < node.Children.Count; i++)
        {
            RegexNode child = node.Children[i];
            rest -= child.MinLength;
            if (child.Kind == RegexNodeKind.Alternation)
            {
                WriteGroup("(?:", child, Math.Max(rest, 0) + following);
            }
            else
            {
                Write(child, Math.Max(rest, 0) + following);
            }
        }
    }

    private void WriteAlternation(RegexNode node, int following)
    {
        for (int i = 0; i < node.Children.Count; i++)
        {
            _text.Append(i == 0 ? "" : "|");
            Write(node.Children[i], following);
        }
    }

    private void WriteRepeat(RegexNode node, int following)
    {
        if (node.Possessive)
        {
            _text.Append("(?>");
        }

        if (node.Child.Kind is RegexNodeKind.Bytes or RegexNodeKind.Capture)
        {
            Write(node.Child, following);
        }
        else
        {
            WriteGroup("(?:", node.Child, following);
        }

        _text.Append((node.Min, node.Max) switch
        {
            (0, null) => "*",
            (1, null) => "+",
            (0, 1) => "?",
            (int min, null) => string.Create(CultureInfo.InvariantCulture, $"{{{min},}}"),
            (int min, int max) when min == max => string.Create(CultureInfo.InvariantCulture, $"{{{min}}}"),
            (int min, int max) => string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}"),
        });
        _text.Append(node.Lazy ? "?" : "").Append(node.Possessive ? ")" : "");
    }

    private void WriteGroup(string open, RegexNode body, int following)
    {
        _text.Append(open);
        Write(body, following);
        _text.Append(')');
    }

    private void WriteSpecial(string open, RegexNode body)
    {
        WriteGroup(open, body, 0);
    }

    private void WriteSet(ByteSet set)
    {
        if (set == ByteSet.All)
        {
            _text.Append('.');
            return;
        }

        List<char> members = set.ToList();
        if (members.Count == 0)
        {
            _text.Append(@"\uFFFF"); // [^\x00-\xFF] matches no byte.
            return;
        }

        if (members.Count == 1)
        {
            WriteByte(members[0]);
            return;
        }

        _text.Append('[');
        for (int i = 0; i < members.Count; i++)
        {
            int first = i;
            while (i + 1 < members.Count && members[i + 1] == members[i] + 1 && members[i + 1] != 0x80)
            {
                i++;
            }

            WriteByte(members[first]);
            if (i > first)
            {
                _text.Append('-');
                WriteByte(members[i]);
            }
        }

        _text.Append(']');
    }

    private void WriteByte(char value)
    {
        if (char.IsAsciiLetterOrDigit(value) || value is '_' or '<' or '>' or '=' or '%' or '&' or ';' or ':' or ',' or '/' or '\'' or '"')
        {
            _text.Append(value);
            return;
        }

        int code = _remap && value >= 0x80 ? value + RemapOffset : value;
        _text.Append(CultureInfo.InvariantCulture, $"\\u{code:X4}");
    }
}
