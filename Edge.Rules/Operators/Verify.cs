using System.Text.RegularExpressions;
using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@verifyCC</c>, <c>@verifySSN</c>, <c>@verifyCPF</c>, <c>@verifySVNR</c>: the pattern finds candidates, the check digits decide.</summary>
/// <remarks>The number that passed goes to <c>TX:0</c>.</remarks>
internal sealed class Verify : IOperator, IRequiresLiterals
{
    /// <summary>Candidates tried in one value.</summary>
    private const int MaxCandidates = 1000;

    private readonly RegexMatcher _matcher;
    private readonly NumberCheck _check;

    private Verify(RegexMatcher matcher, NumberCheck check) => (_matcher, _check) = (matcher, check);

    /// <summary>Judges a candidate, which may hold separators.</summary>
    internal delegate bool NumberCheck(ReadOnlySpan<char> candidate);

    public LiteralRequirement? Requirement => _matcher.Translation.Requirement;

    public static Verify Parse(OperatorArgument argument, OperatorServices services, NumberCheck check) =>
        new(RegexCompiler.Compile(argument.Text, services), check);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        try
        {
            int from = 0;
            Span<int> slots = stackalloc int[2];
            for (int count = 0; count < MaxCandidates && from <= value.Length && _matcher.TryMatch(value, from, slots, context.Work); count++)
            {
                ReadOnlySpan<char> candidate = value[slots[0]..slots[1]];
                if (_check(candidate))
                {
                    context.SetCapture(0, candidate);
                    return true;
                }

                from = slots[0] + 1; // Candidates may overlap.
            }
        }
        catch (RegexMatchTimeoutException)
        {
            context.RegexTimedOut(this);
        }

        return false;
    }
}
