namespace Edge.Rules.Language;

/// <summary>Reads an action list: <c>name</c>, <c>name:value</c> and <c>name:'value, with \'anything\''</c> between commas.</summary>
internal static class ActionParser
{
    /// <summary>Actions of one rule; CRS stays below 60.</summary>
    public const int MaxActions = 1_000;

    public static List<ActionSyntax> Parse(DirectiveArgument argument, DiagnosticBag diagnostics)
    {
        List<ActionSyntax> actions = [];
        string text = argument.Text;
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] == ',' || Blank.Is(text[at]))
            {
                at++;
                continue;
            }

            if (actions.Count == MaxActions)
            {
                diagnostics.Error(argument.PositionAt(at), DiagnosticCodes.LimitExceeded, $"the rule has more than {MaxActions} actions.");
                break;
            }

            int start = at;
            while (at < text.Length && text[at] is not (',' or ':'))
            {
                at++;
            }

            string name = Blank.Trim(text[start..at]);
            string? value = null;
            if (at < text.Length && text[at] == ':')
            {
                at++;
                int valueStart = at;
                value = ReadValue(text, ref at);
                if (value is null)
                {
                    diagnostics.Error(argument.PositionAt(valueStart), DiagnosticCodes.UnterminatedQuote,
                        $"the quote in the value of '{name}' is never closed; a quote inside needs a backslash.");
                    break;
                }
            }

            actions.Add(new ActionSyntax(name, value, argument.PositionAt(start)));
        }

        return actions;
    }

    private static string? ReadValue(string text, ref int at)
    {
        while (at < text.Length && Blank.Is(text[at]))
        {
            at++;
        }

        System.Text.StringBuilder value = new();
        bool quoted = false;
        int start = at;
        for (; at < text.Length && (quoted || text[at] != ','); at++)
        {
            char current = text[at];
            if (current == '\\' && quoted && at + 1 < text.Length && text[at + 1] == '\'')
            {
                value.Append('\'');
                at++;
            }
            else if (current == '\'' && (quoted || at == start || text[at - 1] == '='))
            {
                quoted = !quoted;
            }
            else
            {
                value.Append(current);
            }
        }

        return quoted ? null : text.AsSpan(start).StartsWith('\'') ? value.ToString() : Blank.TrimEnd(value.ToString()).ToString();
    }
}
