namespace Edge.Rules.Matching.Automata;

/// <summary>A pattern that needs no backtracking, ready to run: linear in the text, within bounded memory. Thread-safe.</summary>
internal sealed class RegexAutomaton
{
    private readonly RegexProgram _program;
    private readonly LazyAutomaton _forward;
    private readonly Lazy<Finder?> _finder;

    private RegexAutomaton(RegexProgram program, Func<RegexNode> root)
    {
        _program = program;
        _forward = new LazyAutomaton(program);
        _finder = new Lazy<Finder?>(() => Finder.TryCreate(program, root()));
    }

    /// <summary>Bytes of the tables, for tests and measurements.</summary>
    public int TableBytes => _forward.TableBytes + (_finder.IsValueCreated ? _finder.Value?.TableBytes ?? 0 : 0);

    /// <summary>Whether <see cref="TryMatch"/> may be asked, and not only <see cref="IsMatch"/>.</summary>
    public bool FindsGroups => _finder.Value is not null;

    /// <param name="root">Reads the pattern; asked again for the automata that find where matches begin and end.</param>
    /// <returns>Null when the pattern has parts that no automaton can run.</returns>
    public static RegexAutomaton? TryCreate(Func<RegexNode> root) =>
        RegexProgramCompiler.TryCompile(root(), isReverse: false) is { } program ? new RegexAutomaton(program, root) : null;

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
        Finder finder = _finder.Value!;
        int end = finder.Ordered.FindLastEnd(text, from, work);
        if (end < 0)
        {
            return false;
        }

        slots[0] = finder.Reverse.FindStart(text, from, end, work);
        slots[1] = end;
        return slots.Length == 2 || ThreadedMatcher.TryMatch(_program, text, slots[0], work, slots);
    }

    /// <summary>The automata that find where the match of Perl ends, and from there where it begins; made when first asked for.</summary>
    private sealed record Finder(LazyAutomaton Ordered, LazyAutomaton Reverse)
    {
        public int TableBytes => Ordered.TableBytes + Reverse.TableBytes;

        public static Finder? TryCreate(RegexProgram program, RegexNode root) =>
            RegexProgramCompiler.TryCompile(root, isReverse: true) is { } reverse
                ? new Finder(new LazyAutomaton(program, isOrdered: true), new LazyAutomaton(reverse))
                : null;
    }
}
