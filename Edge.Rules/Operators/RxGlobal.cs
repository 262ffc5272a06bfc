using System.Text.RegularExpressions;
using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@rxGlobal pattern</c>: as <c>@rx</c>, with the groups of all occurrences one after the other in <c>TX:0</c>–<c>TX:9</c>.</summary>
internal sealed class RxGlobal : IOperator, IRequiresLiterals
{
    /// <summary>The manual: TX:0 to TX:9.</summary>
    private const int MaxCaptures = 10;

    private readonly OperatorArgument _argument;
    private readonly MacroPatterns? _macroPatterns;
    private readonly RegexMatcher? _matcher;

    private RxGlobal(OperatorArgument argument, OperatorServices services)
    {
        _argument = argument;
        if (MacroPatterns.IsNeededBy(argument))
        {
            _macroPatterns = new MacroPatterns(services);
        }
        else
        {
            _matcher = RegexCompiler.Compile(argument.Text, services);
        }
    }

    public LiteralRequirement? Requirement => _matcher?.Translation.Requirement;

    public static RxGlobal Parse(OperatorArgument argument, OperatorServices services) => new(argument, services);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        RegexMatcher? matcher = _matcher ?? _macroPatterns!.Get(context.Expand(_argument));
        if (matcher is null)
        {
            return false;
        }

        try
        {
            return matcher.IsMatch(value) && (!context.WantsCaptures || Capture(context, matcher, value));
        }
        catch (RegexMatchTimeoutException)
        {
            context.RegexTimedOut(this);
            return false;
        }
    }

    private static bool Capture(IOperatorContext context, RegexMatcher matcher, ReadOnlySpan<char> value)
    {
        int slot = 0;
        for (Match match = matcher.Match(value); match.Success && slot < MaxCaptures; match = match.NextMatch())
        {
            for (int i = 0; i < match.Groups.Count && slot + i < MaxCaptures; i++)
            {
                Group group = match.Groups[i];
                if (group.Success)
                {
                    context.SetCapture(slot + i, value.Slice(group.Index, group.Length));
                }
            }

            slot += match.Groups.Count;
        }

        return true;
    }
}
