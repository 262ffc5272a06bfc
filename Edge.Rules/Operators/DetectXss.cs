using Edge.Rules.Detection.Xss;

namespace Edge.Rules.Operators;

/// <summary><c>@detectXSS</c>: matches cross-site scripting; the value goes to <c>TX:0</c>.</summary>
internal sealed class DetectXss : IOperator
{
    /// <summary>A char takes as long as a pattern takes for so many; it may be ten times as much, and is mostly less.</summary>
    private const int CharWork = 20;

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        bool found = XssDetector.IsXss(value);
        context.Work.Spend((long)value.Length * CharWork);
        if (found && context.WantsCaptures)
        {
            context.SetCapture(0, value);
        }

        return found;
    }
}
