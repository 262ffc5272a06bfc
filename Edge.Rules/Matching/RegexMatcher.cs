using System.Buffers;
using System.Text.RegularExpressions;

namespace Edge.Rules.Matching;

/// <summary>A translated pattern, ready to run: built when first used, always under a deadline. Thread-safe.</summary>
/// <remarks>
/// Patterns run on the automaton engine (<c>NonBacktracking</c>), linear in the value; measured over the patterns of CRS it is
/// also several times faster than the compiled backtracking one. Only what it cannot run backtracks: interpreted at first,
/// compiled in the background once hot.
/// </remarks>
internal sealed class RegexMatcher
{
    /// <summary>Evaluations after which a backtracking pattern is worth compiling (some milliseconds each).</summary>
    private const int HotThreshold = 1000;

    /// <summary>Compiled patterns in the process; each holds generated code that is never freed.</summary>
    private const int MaxCompiled = 64;

    /// <summary>Nodes of an automaton before it is built lazily; .NET's default of 1,000 refuses ten patterns of CRS.</summary>
    private const int MaxAutomatonSize = 100_000;

    private const RegexOptions Common = RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant;

    private static int s_compiled;

    private readonly RegexTranslation _translation;
    private readonly TimeSpan _timeout;
    private Regex? _regex;
    private int _evaluations;

    static RegexMatcher() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MaxAutomatonSize);

    public RegexMatcher(RegexTranslation translation, TimeSpan timeout)
    {
        _translation = translation;
        _timeout = timeout;
    }

    public RegexTranslation Translation => _translation;

    /// <summary>Whether the built pattern runs on the linear engine.</summary>
    public bool IsLinear => Engine.Options.HasFlag(RegexOptions.NonBacktracking);

    private Regex Engine => Volatile.Read(ref _regex) ?? Build();

    /// <summary>Tells whether the pattern occurs. Allocates nothing once built.</summary>
    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    public bool IsMatch(ReadOnlySpan<char> value)
    {
        if (value.Length < _translation.MinLength)
        {
            return false;
        }

        Regex engine = CountAndGet();
        return Remap(value) is { } moved
            ? Return(moved, engine.IsMatch(moved.AsSpan(0, value.Length)))
            : engine.IsMatch(value);
    }

    /// <summary>Finds the first match at or after an offset. Allocates nothing once built.</summary>
    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    public bool TryFind(ReadOnlySpan<char> value, int from, out int start, out int length)
    {
        Regex engine = CountAndGet();
        char[]? moved = Remap(value);
        Regex.ValueMatchEnumerator matches = engine.EnumerateMatches(moved is null ? value : moved.AsSpan(0, value.Length), from);
        bool found = matches.MoveNext();
        (start, length) = found ? (matches.Current.Index, matches.Current.Length) : (0, 0);
        return Return(moved, found);
    }

    /// <summary>The first match with its groups, which index into the value. Allocates: only for rules that capture.</summary>
    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    public Match Match(ReadOnlySpan<char> value)
    {
        Regex engine = CountAndGet();
        char[]? moved = Remap(value);
        string text = moved is null ? value.ToString() : new string(moved, 0, value.Length);
        Return(moved, true);
        return engine.Match(text);
    }

    private Regex CountAndGet()
    {
        Regex engine = Engine;
        if (_evaluations < HotThreshold && ++_evaluations == HotThreshold // Races only delay the promotion.
            && !engine.Options.HasFlag(RegexOptions.NonBacktracking))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static matcher => matcher.Compile(), this, preferLocal: false);
        }

        return engine;
    }

    private Regex Build()
    {
        Regex? built = null;
        if (!_translation.NeedsBacktracking)
        {
            try
            {
                built = new Regex(_translation.Pattern, Common | RegexOptions.NonBacktracking, _timeout);
            }
            catch (NotSupportedException)
            {
                // Larger than MaxAutomatonSize: it backtracks under the deadline.
            }
        }

        built ??= new Regex(_translation.Pattern, Common, _timeout);
        return Interlocked.CompareExchange(ref _regex, built, null) ?? built;
    }

    private void Compile()
    {
        if (Interlocked.Increment(ref s_compiled) <= MaxCompiled)
        {
            Volatile.Write(ref _regex, new Regex(_translation.Pattern, Common | RegexOptions.Compiled, _timeout));
        }
    }

    /// <summary>A rented copy with the bytes from 0x80 moved, or null when the value can be used as it is.</summary>
    private char[]? Remap(ReadOnlySpan<char> value)
    {
        int at = _translation.NeedsRemap ? value.IndexOfAnyInRange('\u0080', '\u00FF') : -1;
        if (at < 0)
        {
            return null;
        }

        char[] moved = ArrayPool<char>.Shared.Rent(value.Length);
        value.CopyTo(moved);
        for (int i = at; i < value.Length; i++)
        {
            moved[i] = (char)(moved[i] >= 0x80 ? moved[i] + RegexEmitter.RemapOffset : moved[i]);
        }

        return moved;
    }

    private static bool Return(char[]? rented, bool result)
    {
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return result;
    }
}
