using System.Text.RegularExpressions;
using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@rx pattern</c>: matches when the PCRE pattern occurs; captures go to <c>TX:0</c>–<c>TX:9</c>.</summary>
internal sealed class Rx : IOperator, IRequiresLiterals
{
    /// <summary>The manual: TX:0 to TX:9.</summary>
    private const int MaxCaptures = 10;

    /// <summary>Often written to copy a value: it matches everything, newlines included, from its start to its end.</summary>
    private const string MatchesAll = "^.*$";

    private readonly OperatorArgument _argument;
    private readonly MacroPatterns? _macroPatterns;
    private readonly RegexMatcher? _matcher;
    private readonly bool _matchesAll;

    private Rx(OperatorArgument argument, OperatorServices services)
    {
        _argument = argument;
        _matchesAll = argument.Text == MatchesAll;
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

    /// <summary>The pattern in .NET's syntax and what is known of it; null when macros make it anew.</summary>
    public RegexTranslation? Translation => _matcher?.Translation;

    /// <summary>Bytes of the tables that matching has made so far, for tests and measurements.</summary>
    public int TableBytes => _matcher?.TableBytes ?? 0;

    public static Rx Parse(OperatorArgument argument, OperatorServices services) => new(argument, services);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        if (_matchesAll)
        {
            if (context.WantsCaptures)
            {
                context.SetCapture(0, value);
            }

            return true;
        }

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
        Span<int> slots = stackalloc int[2 * Math.Min(MaxCaptures, matcher.Translation.GroupCount + 1)];
        if (!matcher.TryMatch(value, 0, slots, context.Work))
        {
            return false;
        }

        for (int slot = 0; slot < slots.Length; slot += 2)
        {
            if (slots[slot] >= 0)
            {
                context.SetCapture(slot / 2, value[slots[slot]..slots[slot + 1]]);
            }
        }

        return true;
    }
}
