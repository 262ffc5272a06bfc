namespace Edge.Rules.Detection.Sqli;

/// <summary>Writes token kinds as letters, for log lines: <c>1&amp;1o1</c> is a number, a logical operator, a comparison of two numbers.</summary>
internal static class SqlFingerprint
{
    /// <summary>Writes as many as fit; returns how many.</summary>
    public static int Write(ReadOnlySpan<SqlToken> tokens, Span<char> fingerprint)
    {
        int count = Math.Min(Math.Min(tokens.Length, fingerprint.Length), SqlLimits.FingerprintLength);
        for (int i = 0; i < count; i++)
        {
            bool call = tokens[i].Function != SqlFunctionClass.None && i + 1 < tokens.Length && tokens[i + 1].Kind == SqlTokenKind.LeftParen;
            fingerprint[i] = call ? 'f' : Letter(tokens[i]);
        }

        return count;
    }

    private static char Letter(in SqlToken token) => token.Kind switch
    {
        SqlTokenKind.Word => 'n',
        SqlTokenKind.Keyword => token.Word switch { SqlWord.SetOperator => 'U', SqlWord.Select => 'E', _ => 'k' },
        SqlTokenKind.Number => '1',
        SqlTokenKind.String => 's',
        SqlTokenKind.Variable => 'v',
        SqlTokenKind.Logic => '&',
        SqlTokenKind.LeftParen => '(',
        SqlTokenKind.RightParen => ')',
        SqlTokenKind.Comma => ',',
        SqlTokenKind.Semicolon => ';',
        SqlTokenKind.Comment => 'c',
        SqlTokenKind.Other => '?',
        _ => 'o',
    };
}
