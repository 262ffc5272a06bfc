using System.Buffers;
using System.Text.RegularExpressions;
using Edge.Rules.Matching.Automata;
using Edge.Rules.Transformations;

namespace Edge.Rules.Matching;

/// <summary>A pattern on .NET's backtracking engine, under a deadline: for back references, atomic groups and long look-ahead.</summary>
/// <remarks>
/// An automaton of what the pattern looks like without those tells at which places it is worth trying. The plain matcher, the
/// oracle of <see cref="RegexAutomaton"/>, does without, and leaves what backtracks too long to .NET's own automata.
/// </remarks>
internal sealed class BacktrackingMatcher
{
    /// <summary>Evaluations after which the pattern is compiled.</summary>
    private const int HotThreshold = 1000;

    /// <summary>Compiled patterns in the process; each holds generated code that is never freed.</summary>
    private const int MaxCompiled = 64;

    /// <summary>Work that a char makes, about, when nothing is known of the places.</summary>
    private const int CharWork = 16;

    /// <summary>Work that a try at one place makes, about.</summary>
    private const int PlaceWork = 250;

    /// <summary>Nodes of .NET's automata; its default of 1,000 refuses ten patterns of CRS.</summary>
    private const int MaxPlainAutomatonSize = 100_000;

    private const RegexOptions Common = RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant;

    /// <summary>Time that the plain matcher backtracks.</summary>
    private static readonly TimeSpan PlainFuse = TimeSpan.FromMilliseconds(20);

    private static int s_compiled;

    private readonly TimeSpan _timeout;
    private readonly string _probe;
    private readonly bool _needsRemap;
    private readonly Regex _finder;
    private readonly RegexAutomaton? _probeGuard;
    private readonly RegexAutomaton? _finderGuard;
    private readonly Lazy<Regex>? _plainPatient;
    private Regex _prober;
    private int _evaluations;

    static BacktrackingMatcher() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MaxPlainAutomatonSize);

    public BacktrackingMatcher(RegexTranslation translation, TimeSpan timeout, TableBudget budget, bool isPlain)
    {
        _timeout = isPlain ? PlainFuse : timeout;
        RegexNode root = translation.Parse();
        _needsRemap = root.Any(static node => node.Kind is RegexNodeKind.WordBoundary or RegexNodeKind.NotWordBoundary);
        _probeGuard = isPlain ? null : Guard(() => RegexRelaxation.Relax(RegexRelaxation.DropOptionalStart(translation.Parse())), budget);
        _finderGuard = isPlain ? null : Guard(() => RegexRelaxation.Relax(translation.Parse()), budget);
        string whole = RegexEmitter.Emit(root, _needsRemap);
        _finder = new Regex(_finderGuard is null ? whole : Anchored(whole), Common, _timeout);
        _probe = _probeGuard is null ? whole : Anchored(RegexEmitter.Emit(RegexRelaxation.DropOptionalStart(root), _needsRemap));
        _prober = new Regex(_probe, Common, _timeout);
        _plainPatient = isPlain ? new Lazy<Regex>(() => Patient(whole, timeout)) : null;
    }

    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    /// <exception cref="WorkLimitException">The value makes more work than is left.</exception>
    public bool IsMatch(ReadOnlySpan<char> value, WorkMeter work)
    {
        if (_probeGuard is not null && !_probeGuard.IsMatch(value, work))
        {
            return false;
        }

        char[]? moved = Remap(value);
        try
        {
            ReadOnlySpan<char> text = moved is null ? value : moved.AsSpan(0, value.Length);
            Regex prober = Prober();
            if (_probeGuard is not null)
            {
                return TryPlaces(_probeGuard, value, text, 0, prober, work, out _);
            }

            work.Spend(CharWork * (long)value.Length);
            return prober.IsMatch(text);
        }
        catch (RegexMatchTimeoutException) when (_plainPatient is not null)
        {
            return _plainPatient.Value.IsMatch(moved is null ? value : moved.AsSpan(0, value.Length));
        }
        finally
        {
            Return(moved);
        }
    }

    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    /// <exception cref="WorkLimitException">The value makes more work than is left.</exception>
    public bool TryMatch(ReadOnlySpan<char> value, int from, Span<int> slots, WorkMeter work)
    {
        char[]? moved = Remap(value);
        try
        {
            ReadOnlySpan<char> text = moved is null ? value : moved.AsSpan(0, value.Length);
            if (_finderGuard is not null && !TryPlaces(_finderGuard, value, text, from, _finder, work, out from))
            {
                return false;
            }

            work.Spend(CharWork * (long)value.Length);
            Match match = Find(text.ToString(), from);
            for (int group = 0; 2 * group < slots.Length; group++)
            {
                Group found = match.Groups[group];
                slots[2 * group] = found.Success ? found.Index : -1;
                slots[(2 * group) + 1] = found.Success ? found.Index + found.Length : -1;
            }

            return match.Success;
        }
        finally
        {
            Return(moved);
        }
    }

    /// <summary>The engine for what took too long: linear if it can be, else with all the time there is.</summary>
    private static Regex Patient(string pattern, TimeSpan timeout)
    {
        try
        {
            return new Regex(pattern, Common | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Common, timeout);
        }
    }

    private Match Find(string text, int from)
    {
        try
        {
            return _finder.Match(text, from);
        }
        catch (RegexMatchTimeoutException) when (_plainPatient is not null)
        {
            return _plainPatient.Value.Match(text, from);
        }
    }

    private static RegexAutomaton? Guard(Func<RegexNode> root, TableBudget budget) => RegexAutomaton.TryCreate(root, budget) is { FindsGroups: true } guard ? guard : null;

    private static string Anchored(string pattern) => $"\\G(?:{pattern})";

    /// <summary>Tries the places where the guard begins to match, the first one first.</summary>
    private static bool TryPlaces(RegexAutomaton guard, ReadOnlySpan<char> value, ReadOnlySpan<char> text, int from, Regex regex, WorkMeter work, out int place)
    {
        bool[] rented = ArrayPool<bool>.Shared.Rent(value.Length + 1);
        try
        {
            Span<bool> starts = rented.AsSpan(0, value.Length + 1);
            guard.MarkStarts(value, starts, work);
            for (place = from; place < starts.Length; place++)
            {
                int next = starts[place..].IndexOf(true);
                if (next < 0)
                {
                    break;
                }

                place += next;
                work.Spend(PlaceWork);
                if (regex.IsMatch(text, place))
                {
                    return true;
                }
            }

            place = -1;
            return false;
        }
        finally
        {
            ArrayPool<bool>.Shared.Return(rented);
        }
    }

    private Regex Prober()
    {
        if (_evaluations < HotThreshold && ++_evaluations == HotThreshold) // Races only delay it.
        {
            ThreadPool.UnsafeQueueUserWorkItem(static matcher => matcher.Compile(), this, preferLocal: false);
        }

        return Volatile.Read(ref _prober);
    }

    private void Compile()
    {
        if (Interlocked.Increment(ref s_compiled) <= MaxCompiled)
        {
            Volatile.Write(ref _prober, new Regex(_probe, Common | RegexOptions.Compiled, _timeout));
        }
    }

    /// <summary>A rented copy with the bytes from 0x80 moved, or null when the value can be used as it is.</summary>
    private char[]? Remap(ReadOnlySpan<char> value)
    {
        int at = _needsRemap ? value.IndexOfAnyExcept(ByteText.Ascii) : -1;
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

    private static void Return(char[]? moved)
    {
        if (moved is not null)
        {
            ArrayPool<char>.Shared.Return(moved);
        }
    }
}
