using Edge.Rules.Detection.Xss;

namespace Edge.Rules.Operators;

/// <summary><c>@detectXSS</c>: matches cross-site scripting; the value goes to <c>TX:0</c>.</summary>
internal sealed class DetectXss : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        bool found = XssDetector.IsXss(value);
        if (found && context.WantsCaptures)
        {
            context.SetCapture(0, value);
        }

        return found;
    }
}
