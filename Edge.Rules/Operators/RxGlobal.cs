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
            return matcher.IsMatch(value, context.Work) && (!context.WantsCaptures || Capture(context, matcher, value));
        }
        catch (RegexMatchTimeoutException)
        {
            context.RegexTimedOut(this);
            return false;
        }
    }

    private static bool Capture(IOperatorContext context, RegexMatcher matcher, ReadOnlySpan<char> value)
    {
        int groups = matcher.Translation.GroupCount + 1;
        Span<int> slots = stackalloc int[2 * Math.Min(MaxCaptures, groups)];
        int from = 0;
        for (int first = 0; first < MaxCaptures && from <= value.Length && matcher.TryMatch(value, from, slots, context.Work); first += groups)
        {
            for (int group = 0; 2 * group < slots.Length && first + group < MaxCaptures; group++)
            {
                if (slots[2 * group] >= 0)
                {
                    context.SetCapture(first + group, value[slots[2 * group]..slots[(2 * group) + 1]]);
                }
            }

            from = slots[1] == slots[0] ? slots[1] + 1 : slots[1]; // An empty match must not come again.
        }

        return true;
    }
}
