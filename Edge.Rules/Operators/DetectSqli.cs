using Edge.Rules.Detection.Sqli;

namespace Edge.Rules.Operators;

/// <summary><c>@detectSQLi</c>: matches SQL injection; its fingerprint goes to <c>TX:0</c>.</summary>
internal sealed class DetectSqli : IOperator
{
    /// <summary>Chars of the longest fingerprint.</summary>
    private const int MaxFingerprintLength = 8;

    /// <summary>A token that the detector looks at takes as long as a pattern takes for so many chars.</summary>
    private const int StepWork = 40;

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        Span<char> fingerprint = stackalloc char[MaxFingerprintLength];
        bool found = SqlInjectionDetector.IsInjection(value, fingerprint, out int length, out int steps);
        context.Work.Spend((long)steps * StepWork);
        if (!found)
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
