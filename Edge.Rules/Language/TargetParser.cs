namespace Edge.Rules.Language;

/// <summary>Reads the first argument of <c>SecRule</c>: targets between <c>|</c>.</summary>
internal static class TargetParser
{
    /// <summary>Targets of one rule; CRS stays below 20.</summary>
    public const int MaxTargets = 1_000;

    public static List<TargetSyntax> Parse(DirectiveArgument argument, DiagnosticBag diagnostics)
    {
        List<TargetSyntax> targets = [];
        string text = argument.Text;
        int at = 0;
        while (at < text.Length && targets.Count < MaxTargets)
        {
            if (text[at] is '|' or ',' || Blank.Is(text[at]))
            {
                at++;
                continue;
            }

            TargetSyntax? target = ParseOne(argument, ref at, diagnostics);
            if (target is null)
            {
                return targets;
            }

            targets.Add(target);
        }

        if (targets.Count == 0)
        {
            diagnostics.Error(argument.PositionAt(0), DiagnosticCodes.UnknownVariable, "the rule names no variable; name one, such as 'ARGS'.");
        }
        else if (at < text.Length)
        {
            diagnostics.Error(argument.PositionAt(at), DiagnosticCodes.LimitExceeded, $"the rule has more than {MaxTargets} targets.");
        }

        return targets;
    }

    private static TargetSyntax? ParseOne(DirectiveArgument argument, ref int at, DiagnosticBag diagnostics)
    {
        string text = argument.Text;
        bool exclusion = text[at] == '!';
        bool count = text[at] == '&';
        at += exclusion || count ? 1 : 0;
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-'))
        {
            at++;
        }

        string name = text[start..at];
        SourcePosition position = argument.PositionAt(start);
        if (name.Length == 0)
        {
            diagnostics.Error(position, DiagnosticCodes.UnknownVariable,
                $"'{text[Math.Min(start, text.Length - 1)..]}' does not begin with a variable's name; write names such as 'ARGS' between '|'.");
            return null;
        }

        if (at >= text.Length || text[at] is not (':' or '.'))
        {
            return new TargetSyntax(name, null, false, exclusion, count, position);
        }

        at++;
        bool isXml = name.Equals("XML", StringComparison.OrdinalIgnoreCase);
        string? selector = isXml ? ReadPlain(text, ref at) : ReadSelector(text, ref at, out _);
        if (selector is null)
        {
            diagnostics.Error(argument.PositionAt(at), DiagnosticCodes.BadSelector,
                $"the selector of '{name}' is not closed; end a pattern with '/' and a quoted selector with a quote.");
            return null;
        }

        if (selector.Length == 0)
        {
            diagnostics.Error(argument.PositionAt(start), DiagnosticCodes.BadSelector,
                $"the selector of '{name}' is empty; name an entry after ':', or remove it for all of them.");
            return null;
        }

        bool pattern = !isXml && selector.Length >= 2 && selector[0] == '/' && selector[^1] == '/';
        return new TargetSyntax(name, pattern ? selector[1..^1] : selector, pattern, exclusion, count, position);
    }

    private static string? ReadSelector(string text, ref int at, out bool quoted)
    {
        quoted = at < text.Length && text[at] == '\'';
        if (quoted)
        {
            int close = at + 1;
            while (close < text.Length && text[close] != '\'')
            {
                close += text[close] == '\\' && close + 1 < text.Length && text[close + 1] == '\'' ? 2 : 1;
            }

            if (close >= text.Length)
            {
                return null;
            }

            string inner = text[(at + 1)..close].Replace("\\'", "'", StringComparison.Ordinal);
            at = close + 1;
            return inner;
        }

        if (at < text.Length && text[at] == '/')
        {
            for (int close = at + 1; close < text.Length; close++)
            {
                if (text[close] == '\\')
                {
                    close++;
                }
                else if (text[close] == '/' && (close + 1 == text.Length || text[close + 1] is '|' or ',' || Blank.Is(text[close + 1])))
                {
                    string pattern = text[at..(close + 1)];
                    at = close + 1;
                    return pattern;
                }
            }

            return null;
        }

        return ReadPlain(text, ref at);
    }

    private static string ReadPlain(string text, ref int at)
    {
        int start = at;
        int depth = 0; // A macro in a selector, %{tx.a|b}, may hold any char.
        while (at < text.Length && (depth > 0 || text[at] is not ('|' or ',')))
        {
            depth += text[at] == '{' ? 1 : text[at] == '}' && depth > 0 ? -1 : 0;
            at++;
        }

        return Blank.Trim(text[start..at]);
    }
}
