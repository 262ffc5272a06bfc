namespace Edge.Rules.Detection.Sqli;

/// <summary>Tells SQL injection from text.</summary>
internal static class SqlInjectionDetector
{
    public static bool IsInjection(ReadOnlySpan<char> value, Span<char> fingerprint, out int fingerprintLength)
    {
        fingerprintLength = 0;
        return false;
    }
}
