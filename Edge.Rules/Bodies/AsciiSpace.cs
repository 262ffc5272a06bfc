namespace Edge.Rules.Bodies;

/// <summary>White space as C's <c>isspace</c> has it in the C locale: what ModSecurity and many backends go by.</summary>
internal static class AsciiSpace
{
    /// <summary>All six of them, for trimming.</summary>
    public const string All = " \t\n\v\f\r";

    /// <summary>Blank and tab: the white space within a header (RFC 9110 §5.6.3).</summary>
    public const string Blanks = " \t";

    public static bool Is(char c) => c is ' ' or (>= '\t' and <= '\r');

    public static bool IsBlank(char c) => c is ' ' or '\t';
}
