using System.Text.RegularExpressions;
using Edge.Rules.Matching.Automata;

namespace Edge.Rules.Matching;

/// <summary>A pattern ready to run: its engine is built when first used. Thread-safe.</summary>
/// <remarks>
/// All but a few patterns run on automata of our own (<see cref="RegexAutomaton"/>): linear in the value, within bounded
/// memory, and built in well under a millisecond. The rest backtracks in .NET's engine under a deadline.
/// </remarks>
internal sealed class RegexMatcher
{
    private readonly Lazy<RegexAutomaton?> _automaton;
    private readonly Lazy<BacktrackingMatcher> _backtracking;

    /// <param name="translation">The pattern.</param>
    /// <param name="timeout">The deadline of one match that backtracks.</param>
    /// <param name="budget">The memory that the tables share with others; null for memory of its own.</param>
    /// <param name="isPlain">Uses .NET's engine for all, as the oracle of the automata.</param>
    public RegexMatcher(RegexTranslation translation, TimeSpan timeout, TableBudget? budget = null, bool isPlain = false)
    {
        budget ??= new TableBudget();
        Translation = translation;
        _automaton = new Lazy<RegexAutomaton?>(() => isPlain ? null : RegexAutomaton.TryCreate(translation.Parse, budget));
        _backtracking = new Lazy<BacktrackingMatcher>(() => new BacktrackingMatcher(translation, timeout, budget, isPlain));
    }

    public RegexTranslation Translation { get; }

    /// <summary>Whether every value is matched in time linear in its length.</summary>
    public bool IsLinear => _automaton.Value is not null;

    /// <summary>Bytes of the automaton's tables by now.</summary>
    public int TableBytes => _automaton.IsValueCreated ? _automaton.Value?.TableBytes ?? 0 : 0;

    /// <summary>Tells whether the pattern occurs. Allocates nothing once the value's like has been seen.</summary>
    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    /// <exception cref="WorkLimitException">The value makes more work than is left.</exception>
    public bool IsMatch(ReadOnlySpan<char> value, WorkMeter work) =>
        value.Length >= Translation.MinLength
        && (_automaton.Value is { } automaton ? automaton.IsMatch(value, work) : _backtracking.Value.IsMatch(value, work));

    /// <summary>Finds the first match at or after an offset, with its groups.</summary>
    /// <param name="value">The value.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="slots">Two for each group, the whole match first: start and end, -1 when it took no part. At least two.</param>
    /// <param name="work">Counts the work.</param>
    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    /// <exception cref="WorkLimitException">The value makes more work than is left.</exception>
    public bool TryMatch(ReadOnlySpan<char> value, int from, Span<int> slots, WorkMeter work) =>
        _automaton.Value is { FindsGroups: true } automaton
            ? automaton.TryMatch(value, from, slots, work)
            : _backtracking.Value.TryMatch(value, from, slots, work);
}
