using System.Buffers;
using System.Text.RegularExpressions;
using Edge.Rules.Matching.Automata;
using Edge.Rules.Transformations;

namespace Edge.Rules.Matching;

/// <summary>A pattern on .NET's backtracking engine, under a deadline: for back references, atomic groups and long look-ahead.</summary>
/// <remarks>An automaton of what the pattern looks like without those holds back the values that it cannot match.</remarks>
internal sealed class BacktrackingMatcher
{
    /// <summary>Evaluations after which the pattern is compiled.</summary>
    private const int HotThreshold = 1000;

    /// <summary>Compiled patterns in the process; each holds generated code that is never freed.</summary>
    private const int MaxCompiled = 64;

    /// <summary>Work that one char makes, about.</summary>
    private const int CharWork = 16;

    private const RegexOptions Common = RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant;

    private static int s_compiled;

    private readonly TimeSpan _timeout;
    private readonly RegexAutomaton? _guard;
    private readonly string _probe;
    private readonly bool _needsRemap;
    private readonly Regex _finder;
    private Regex _prober;
    private int _evaluations;

    public BacktrackingMatcher(RegexTranslation translation, TimeSpan timeout, bool isPlain)
    {
        _timeout = timeout;
        RegexNode root = translation.Parse();
        _needsRemap = root.Any(static node => node.Kind is RegexNodeKind.WordBoundary or RegexNodeKind.NotWordBoundary);
        _finder = new Regex(RegexEmitter.Emit(root, _needsRemap), Common, timeout);
        _probe = RegexEmitter.Emit(isPlain ? root : RegexRelaxation.DropOptionalStart(root), _needsRemap);
        _prober = new Regex(_probe, Common, timeout);
        _guard = isPlain ? null : RegexAutomaton.TryCreate(() => RegexRelaxation.Relax(translation.Parse()));
    }

    /// <exception cref="RegexMatchTimeoutException">The deadline passed.</exception>
    /// <exception cref="WorkLimitException">The value makes more work than is left.</exception>
    public bool IsMatch(ReadOnlySpan<char> value, WorkMeter work)
    {
        if (_guard is not null && !_guard.IsMatch(value, work))
        {
            return false;
        }

        work.Spend(CharWork * (long)value.Length);
        char[]? moved = Remap(value);
        try
        {
            return Prober().IsMatch(moved is null ? value : moved.AsSpan(0, value.Length));
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
        work.Spend(CharWork * (long)value.Length);
        char[]? moved = Remap(value);
        try
        {
            Match match = _finder.Match((moved is null ? value : moved.AsSpan(0, value.Length)).ToString(), from);
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
