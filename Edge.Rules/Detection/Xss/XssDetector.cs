namespace Edge.Rules.Detection.Xss;

/// <summary>Tells cross-site scripting from text.</summary>
internal static class XssDetector
{
    public static bool IsXss(ReadOnlySpan<char> value) => false;
}
