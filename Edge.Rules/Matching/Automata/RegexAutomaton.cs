namespace Edge.Rules.Matching.Automata;

/// <summary>A pattern that needs no backtracking, ready to run: linear in the text, within bounded memory. Thread-safe.</summary>
internal sealed class RegexAutomaton
{
    private readonly RegexProgram _program;
    private readonly LazyAutomaton _forward;
    private readonly Lazy<Finder?> _finder;

    private RegexAutomaton(RegexProgram program, Func<RegexNode> root, TableBudget budget)
    {
        _program = program;
        _forward = new LazyAutomaton(program, budget);
        _finder = new Lazy<Finder?>(() => Finder.TryCreate(program, root(), budget));
    }

    /// <summary>Bytes of the tables, for tests and measurements.</summary>
    public int TableBytes => _forward.TableBytes + (_finder.IsValueCreated ? _finder.Value?.TableBytes ?? 0 : 0);

    /// <summary>Whether <see cref="TryMatch"/> may be asked, and not only <see cref="IsMatch"/>.</summary>
    public bool FindsGroups => _finder.Value is not null;

    /// <param name="root">Reads the pattern; asked again for the automata that find where matches begin and end.</param>
    /// <param name="budget">The memory that the tables share with others.</param>
    /// <returns>Null when the pattern has parts that no automaton can run.</returns>
    public static RegexAutomaton? TryCreate(Func<RegexNode> root, TableBudget budget) =>
        RegexProgramCompiler.TryCompile(root(), isReverse: false) is { } program ? new RegexAutomaton(program, root, budget) : null;

    /// <exception cref="WorkLimitException">The text makes more work than is left.</exception>
    public bool IsMatch(ReadOnlySpan<char> text, WorkMeter work) => _forward.TryFindEnd(text, 0, work, out _);

    /// <summary>Finds the first match at or after a place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="slots">Two for each group: start and end, -1 when it took no part. At least two.</param>
    /// <param name="work">Counts the work.</param>
    /// <exception cref="WorkLimitException">The text makes more work than is left.</exception>
    public bool TryMatch(ReadOnlySpan<char> text, int from, Span<int> slots, WorkMeter work)
    {
        // 1. The first place where a match ends.
        if (!_forward.TryFindEnd(text, from, work, out int end))
        {
            return false;
        }

        // 2. Where the longest one begins that ends there; then whether one that ends later begins before that.
        Finder finder = _finder.Value!;
        do
        {
            slots[0] = finder.Reverse.FindStart(text, from, end, work);
        }
        while (slots[0] > from && _forward.TryFindEarlier(text, from, slots[0], work, out end));

        // 3. Of those that begin there, the preferred one.
        if (slots.Length == 2)
        {
            slots[1] = finder.Ordered.FindLastEnd(text, slots[0], work);
            return true;
        }

        return ThreadedMatcher.TryMatch(_program, text, slots[0], work, slots);
    }

    /// <summary>Marks each place, the end included, where a match begins. Returns whether there is one.</summary>
    public bool MarkStarts(ReadOnlySpan<char> text, Span<bool> starts, WorkMeter work) => _finder.Value!.Reverse.MarkStarts(text, starts, work);

    /// <summary>The automata that find where matches begin, and where the preferred one ends; made when first asked for.</summary>
    private sealed record Finder(LazyAutomaton Ordered, LazyAutomaton Reverse)
    {
        public int TableBytes => Ordered.TableBytes + Reverse.TableBytes;

        public static Finder? TryCreate(RegexProgram program, RegexNode root, TableBudget budget) =>
            RegexProgramCompiler.TryCompile(root, isReverse: true) is { } reverse
                ? new Finder(new LazyAutomaton(program, budget, isOrdered: true), new LazyAutomaton(reverse, budget))
                : null;
    }
}
