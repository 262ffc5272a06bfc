namespace Edge.Rules.Language;

/// <summary>Splits the text of a rule file into directives: comments, continuations, quotes.</summary>
/// <remarks>
/// As ModSecurity v3 reads: a backslash at the end of a line joins the next one, whose leading blanks are dropped;
/// inside quotes only the quote itself can be escaped, so that regular expressions keep their backslashes. Unlike v3, four
/// backslashes in a row are two: CRS 3 is written for Apache, where two are one, and means one literal backslash by them.
/// </remarks>
internal static class DirectiveReader
{
    /// <summary>Chars of one directive after joining; CRS stays below 10,000.</summary>
    public const int MaxDirectiveLength = 1 << 20;

    private const string FourBackslashes = @"\\\\";
    private const string TwoBackslashes = @"\\";

    public static List<Directive> Read(string file, string text, DiagnosticBag diagnostics)
    {
        List<Directive> directives = [];
        LogicalLine line = new(file);
        int number = 0;
        bool continued = false;
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            number++;
            ReadOnlySpan<char> physical = text.AsSpan(range).TrimEnd("\r\0");
            ReadOnlySpan<char> content = Blank.TrimStart(physical);
            int indent = physical.Length - content.Length;
            if (content.StartsWith('#'))
            {
                if (continued)
                {
                    diagnostics.Warning(new SourcePosition(file, number, indent + 1), DiagnosticCodes.CommentInContinuation,
                        "a comment stands between the lines of one directive; it is left out.");
                }

                continue;
            }

            ReadOnlySpan<char> trimmed = Blank.TrimEnd(content);
            continued = trimmed.EndsWith('\\');
            line.Append(continued ? trimmed[..^1] : content, number, indent + 1);
            if (!continued)
            {
                Finish(line, directives, diagnostics);
                line = new LogicalLine(file);
            }
        }

        Finish(line, directives, diagnostics);
        return directives;
    }

    private static void Finish(LogicalLine line, List<Directive> directives, DiagnosticBag diagnostics)
    {
        string text = line.Text;
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        if (text.Length > MaxDirectiveLength)
        {
            diagnostics.Error(line.PositionAt(0), DiagnosticCodes.LimitExceeded,
                $"the directive has {text.Length} chars; at most {MaxDirectiveLength} are read.");
            return;
        }

        int at = Blank.Skip(text, 0);
        int nameStart = at;
        while (at < text.Length && !Blank.Is(text[at]))
        {
            at++;
        }

        List<DirectiveArgument> arguments = [];
        string name = text[nameStart..at];
        for (at = Blank.Skip(text, at); at < text.Length; at = Blank.Skip(text, at))
        {
            if (!TryReadArgument(line, ref at, out DirectiveArgument? argument))
            {
                diagnostics.Error(line.PositionAt(at), DiagnosticCodes.UnterminatedQuote,
                    $"the quote that opens here is never closed; a quote inside needs a backslash.");
                return;
            }

            arguments.Add(argument!);
        }

        directives.Add(new Directive(name, line.PositionAt(nameStart), arguments));
    }

    /// <summary>Reads one argument and moves past it; false leaves <paramref name="at"/> on the open quote.</summary>
    private static bool TryReadArgument(LogicalLine line, ref int at, out DirectiveArgument? argument)
    {
        string text = line.Text;
        argument = null;
        if (text[at] is not ('"' or '\''))
        {
            int start = at;
            while (at < text.Length && !Blank.Is(text[at]))
            {
                at = text[at] == '\'' && at > start && text[at - 1] == ':' ? SkipInnerQuote(text, at) : at + 1;
            }

            argument = new DirectiveArgument(text[start..at], line, start, []);
            return true;
        }

        char quote = text[at];
        System.Text.StringBuilder value = new();
        List<int> escapes = [];
        for (int index = at + 1; index < text.Length; index++)
        {
            if (text[index] == quote)
            {
                argument = new DirectiveArgument(value.ToString(), line, at + 1, [.. escapes]);
                at = index + 1;
                return true;
            }

            if (text.AsSpan(index).StartsWith(FourBackslashes))
            {
                escapes.AddRange([index - at - 1, index - at]);
                value.Append(TwoBackslashes);
                index += FourBackslashes.Length - 1;
                continue;
            }

            if (text[index] == '\\' && index + 1 < text.Length)
            {
                if (text[index + 1] == quote)
                {
                    escapes.Add(index - at - 1);
                }
                else
                {
                    value.Append('\\');
                }

                index++;
            }

            value.Append(text[index]);
        }

        return false;
    }

    /// <summary>Past the quoted selector of <c>ARGS:'/a b/'</c>; past the quote alone when it is not closed.</summary>
    private static int SkipInnerQuote(string text, int open)
    {
        int close = text.IndexOf('\'', open + 1);
        return close < 0 ? open + 1 : close + 1;
    }
}
