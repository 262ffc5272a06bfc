using System.Buffers;
using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Edge.Rules.Transformations;

namespace Edge.Rules.Matching;

/// <summary>A translated pattern, ready to run: built when first used, always under a deadline. Thread-safe.</summary>
/// <remarks>
/// The automaton engine (<c>NonBacktracking</c>) is linear in the value, and measured over the patterns of CRS several times
/// faster than the compiled backtracking one, but takes some 30 ms to build a pattern. So a pattern starts on the interpreter,
/// which is ready at once, with a short fuse; when it is used often it moves to the automaton in the background, and when the
/// fuse blows, at once. Only what the automaton cannot run stays backtracking, and is compiled once hot.
/// </remarks>
internal sealed class RegexMatcher
{
    /// <summary>Evaluations after which a pattern moves to the automaton.</summary>
    private const int WarmThreshold = 256;

    /// <summary>Evaluations after which a pattern that must backtrack is compiled.</summary>
    private const int HotThreshold = 1000;

    /// <summary>Compiled patterns in the process; each holds generated code that is never freed.</summary>
    private const int MaxCompiled = 64;

    /// <summary>Nodes of an automaton; .NET's default of 1,000 refuses ten patterns of CRS.</summary>
    private const int MaxAutomatonSize = 100_000;

    /// <summary>Values of a pattern that must backtrack are first shown to the automaton when they are longer, in chars.</summary>
    private const int MaxUnguardedLength = 256;

    /// <summary>In place of an offset: only whether there is a match is asked for, which the automaton answers in one pass.</summary>
    private const int NoPlace = -1;

    private const RegexOptions Common = RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant;

    /// <summary>Time the automaton may take, which it never does: it is linear. Longer than any wait for a core.</summary>
    private static readonly TimeSpan LinearTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Time the interpreter may take for a pattern that the automaton can run, 2 ms.</summary>
    private static readonly TimeSpan Fuse = TimeSpan.FromMilliseconds(2);

    private static readonly ConcurrentQueue<RegexMatcher> Promotions = new();

    private static int s_promoting;
    private static int s_compiled;

    private readonly RegexTranslation _translation;
    private readonly TimeSpan _timeout;
    private Regex? _regex;
    private Regex? _guard;
    private int _evaluations;
    private bool _final;

    static RegexMatcher() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MaxAutomatonSize);

    public RegexMatcher(RegexTranslation translation, TimeSpan timeout)
    {
        _translation = translation;
        _timeout = timeout;
    }

    public RegexTranslation Translation => _translation;

    /// <summary>Whether the pattern runs on the linear engine by now.</summary>
    public bool IsLinear => Engine.Options.HasFlag(RegexOptions.NonBacktracking);

    /// <summary>Built when a long value comes; two threads may build it at once, and one is kept.</summary>
    private Regex Guard => Volatile.Read(ref _guard) ?? BuildGuard();

    private Regex Engine => Volatile.Read(ref _regex) ?? Build();

    /// <summary>Tells whether the pattern occurs. Allocates nothing once built.</summary>
    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    public bool IsMatch(ReadOnlySpan<char> value) =>
        value.Length >= _translation.MinLength && Run(value, NoPlace, captures: false, out _, out _, out _);

    /// <summary>Finds the first match at or after an offset. Allocates nothing once built.</summary>
    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    public bool TryFind(ReadOnlySpan<char> value, int from, out int start, out int length) =>
        Run(value, from, captures: false, out _, out start, out length);

    /// <summary>The first match with its groups, which index into the value. Allocates: only for rules that capture.</summary>
    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    public Match Match(ReadOnlySpan<char> value)
    {
        Run(value, 0, captures: true, out Match match, out _, out _);
        return match;
    }

    /// <summary>Moves to the engine that the pattern should end on, now.</summary>
    public void Promote()
    {
        if (Volatile.Read(ref _final))
        {
            return;
        }

        Regex? better = null;
        if (!_translation.NeedsBacktracking)
        {
            try
            {
                better = new Regex(_translation.Pattern, Common | RegexOptions.NonBacktracking, LinearTimeout);
            }
            catch (NotSupportedException)
            {
                better = new Regex(_translation.Pattern, Common, _timeout); // Larger than MaxAutomatonSize.
            }
        }
        else if (Interlocked.Increment(ref s_compiled) <= MaxCompiled)
        {
            better = new Regex(_translation.Pattern, Common | RegexOptions.Compiled, _timeout);
        }

        Volatile.Write(ref _regex, better ?? Engine);
        Volatile.Write(ref _final, true);
    }

    private bool Run(ReadOnlySpan<char> value, int from, bool captures, out Match match, out int start, out int length)
    {
        Regex engine = CountAndGet();
        char[]? moved = Remap(value);
        try
        {
            ReadOnlySpan<char> text = moved is null ? value : moved.AsSpan(0, value.Length);
            if (text.Length > MaxUnguardedLength && _translation.Guard is not null && !Guard.IsMatch(text))
            {
                (match, start, length) = (System.Text.RegularExpressions.Match.Empty, 0, 0);
                return false;
            }

            try
            {
                return RunOn(engine, text, from, captures, out match, out start, out length);
            }
            catch (RegexMatchTimeoutException) when (!_translation.NeedsBacktracking && !engine.Options.HasFlag(RegexOptions.NonBacktracking))
            {
                Promote(); // The fuse blew: the automaton answers within its full deadline.
                return RunOn(Engine, text, from, captures, out match, out start, out length);
            }
        }
        finally
        {
            if (moved is not null)
            {
                ArrayPool<char>.Shared.Return(moved);
            }
        }
    }

    private static bool RunOn(Regex engine, ReadOnlySpan<char> text, int from, bool captures, out Match match, out int start, out int length)
    {
        (match, start, length) = (System.Text.RegularExpressions.Match.Empty, 0, 0);
        if (captures)
        {
            match = engine.Match(text.ToString());
            return match.Success;
        }

        if (from == NoPlace)
        {
            return engine.IsMatch(text);
        }

        Regex.ValueMatchEnumerator matches = engine.EnumerateMatches(text, from);
        bool found = matches.MoveNext();
        (start, length) = found ? (matches.Current.Index, matches.Current.Length) : (0, 0);
        return found;
    }

    private Regex CountAndGet()
    {
        int threshold = _translation.NeedsBacktracking ? HotThreshold : WarmThreshold;
        if (_evaluations < threshold && ++_evaluations == threshold) // Races only delay the promotion.
        {
            Promotions.Enqueue(this);
            if (Interlocked.Exchange(ref s_promoting, 1) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static _ => PromoteAll(), null);
            }
        }

        return Engine;
    }

    /// <summary>One pattern at a time, so that promotions never take more than one core.</summary>
    private static void PromoteAll()
    {
        do
        {
            while (Promotions.TryDequeue(out RegexMatcher? matcher))
            {
                matcher.Promote();
            }

            Volatile.Write(ref s_promoting, 0);
        }
        while (!Promotions.IsEmpty && Interlocked.Exchange(ref s_promoting, 1) == 0);
    }

    private Regex BuildGuard()
    {
        Regex guard;
        try
        {
            guard = new Regex(_translation.Guard!, Common | RegexOptions.NonBacktracking, LinearTimeout);
        }
        catch (NotSupportedException)
        {
            guard = new Regex("", Common); // Too large: nothing is held back.
        }

        return Interlocked.CompareExchange(ref _guard, guard, null) ?? guard;
    }

    private Regex Build()
    {
        TimeSpan timeout = _translation.NeedsBacktracking || _timeout < Fuse ? _timeout : Fuse;
        Regex built = new(_translation.Pattern, Common, timeout);
        return Interlocked.CompareExchange(ref _regex, built, null) ?? built;
    }

    /// <summary>A rented copy with the bytes from 0x80 moved, or null when the value can be used as it is.</summary>
    private char[]? Remap(ReadOnlySpan<char> value)
    {
        int at = _translation.NeedsRemap ? value.IndexOfAnyExcept(ByteText.Ascii) : -1;
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
}
