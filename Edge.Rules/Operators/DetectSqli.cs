using Edge.Rules.Detection.Sqli;

namespace Edge.Rules.Operators;

/// <summary><c>@detectSQLi</c>: matches SQL injection; its fingerprint goes to <c>TX:0</c>.</summary>
internal sealed class DetectSqli : IOperator
{
    /// <summary>Chars of the longest fingerprint.</summary>
    private const int MaxFingerprintLength = 8;

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        Span<char> fingerprint = stackalloc char[MaxFingerprintLength];
        if (!SqlInjectionDetector.IsInjection(value, fingerprint, out int length))
        {
            return false;
        }

        if (context.WantsCaptures)
        {
            context.SetCapture(0, fingerprint[..length]);
        }

        return true;
    }
}
