namespace Edge.Rules.Matching.Automata;

/// <summary>Turns a parsed pattern into a program, or says that no automaton can run it.</summary>
/// <remarks>
/// Compiles from the end: each part is told where to go on. Possessive runs of bytes are runs that no further byte of the
/// run may follow, which is the same. Back references, atomic groups and look-ahead at more than one byte are refused.
/// </remarks>
internal sealed class RegexProgramCompiler
{
    /// <summary>Instructions of one program, 16 bytes each; counted repeats are written out. The largest of CRS has some 9,000.</summary>
    private const int MaxInstructions = 20_000;

    /// <summary>Sets that look back; one bit each in <see cref="RegexProgram.Kinds"/>.</summary>
    private const int MaxBeforeSets = 32;

    /// <summary>Groups whose places are noted, the whole match included: those that <c>TX:0</c> to <c>TX:9</c> take.</summary>
    public const int MaxGroups = 10;

    private readonly List<Instruction> _code = [];
    private readonly List<SymbolSet> _sets = [];
    private readonly Dictionary<SymbolSet, int> _setIndexes = [];
    private readonly List<SymbolSet> _looksBack = [];
    private readonly List<int> _behind = [];
    private readonly bool _isReverse;
    private bool _isWithinBehind;
    private bool _isRefused;

    private RegexProgramCompiler(bool isReverse) => _isReverse = isReverse;

    /// <param name="root">The pattern.</param>
    /// <param name="isReverse">For a program that reads the text from its end, and notes no groups.</param>
    /// <returns>Null when no automaton can run the pattern.</returns>
    public static RegexProgram? TryCompile(RegexNode root, bool isReverse)
    {
        RegexProgramCompiler compiler = new(isReverse);
        int body = compiler.Capture(0, root, compiler.Add(InstructionKind.Match, 0, 0));
        int start = compiler.Search(body);
        return compiler._isRefused
            ? null
            : new RegexProgram([.. compiler._code], compiler._sets, compiler._looksBack, start, body, [.. compiler._behind]);
    }

    /// <summary>An instruction before which any text may stand.</summary>
    private int Search(int body)
    {
        int split = Add(InstructionKind.Split, 0, 0);
        int any = Add(InstructionKind.Bytes, SetOf(new SymbolSet(ByteSet.All, false)), split);
        _code[split] = new Instruction(InstructionKind.Split, 0, body, any);
        return split;
    }

    private int Compile(RegexNode node, int next)
    {
        if (_isRefused)
        {
            return next;
        }

        switch (node.Kind)
        {
            case RegexNodeKind.Bytes:
                return Add(InstructionKind.Bytes, SetOf(new SymbolSet(node.Set, false)), next);
            case RegexNodeKind.Sequence:
                return CompileSequence(node, next);
            case RegexNodeKind.Alternation:
                return CompileAlternation(node, next);
            case RegexNodeKind.Repeat:
                return node.Possessive ? CompilePossessive(node, next) : CompileRepeat(node, node.Min, node.Max, next);
            case RegexNodeKind.Capture:
                return Capture(node.Group, node.Child, next);
            case RegexNodeKind.LookAhead when node.Child.Kind == RegexNodeKind.Bytes:
                return Look(new SymbolSet(node.Child.Set, false), isAhead: true, next);
            case RegexNodeKind.NotLookAhead when node.Child.Kind == RegexNodeKind.Bytes:
                return Look(~new SymbolSet(node.Child.Set, false), isAhead: true, next);
            case RegexNodeKind.LookBehind when node.Child.Kind == RegexNodeKind.Bytes:
                return Look(new SymbolSet(node.Child.Set, false), isAhead: false, next);
            case RegexNodeKind.NotLookBehind when node.Child.Kind == RegexNodeKind.Bytes:
                return Look(~new SymbolSet(node.Child.Set, false), isAhead: false, next);
            case RegexNodeKind.NotLookBehind when !_isReverse && !_isWithinBehind:
                return NotBehind(node, next);
            default:
                return CompileAssertion(node.Kind, next);
        }
    }

    private int CompileAssertion(RegexNodeKind kind, int next)
    {
        SymbolSet word = new(ByteSet.Word, false);
        SymbolSet newLine = new(ByteSet.Of('\n'), false);
        switch (kind)
        {
            case RegexNodeKind.TextStart:
                return Look(SymbolSet.OnlyEdge, isAhead: false, next);
            case RegexNodeKind.TextEnd:
                return Look(SymbolSet.OnlyEdge, isAhead: true, next);
            case RegexNodeKind.LineStart:
                int inner = Look(newLine, isAhead: false, Look(~SymbolSet.OnlyEdge, isAhead: true, next));
                return Split(Look(SymbolSet.OnlyEdge, isAhead: false, next), inner);
            case RegexNodeKind.LineEnd:
                return Look(newLine with { HasEdge = true }, isAhead: true, next);
            case RegexNodeKind.WordBoundary:
                return Split(Look(word, false, Look(~word, true, next)), Look(~word, false, Look(word, true, next)));
            case RegexNodeKind.NotWordBoundary:
                return Split(Look(word, false, Look(word, true, next)), Look(~word, false, Look(~word, true, next)));
            default:
                _isRefused = true;
                return next;
        }
    }

    private int CompileSequence(RegexNode node, int next)
    {
        for (int index = 0; index < node.Children.Count; index++)
        {
            next = Compile(node.Children[_isReverse ? index : node.Children.Count - 1 - index], next);
        }

        return next;
    }

    private int CompileAlternation(RegexNode node, int next)
    {
        int entry = Compile(node.Children[^1], next);
        for (int index = node.Children.Count - 2; index >= 0; index--)
        {
            entry = Split(Compile(node.Children[index], next), entry);
        }

        return entry;
    }

    private int CompileRepeat(RegexNode node, int min, int? max, int next)
    {
        int entry = next;
        if (max is null)
        {
            int loop = Add(InstructionKind.Split, 0, 0);
            int body = Compile(node.Child, loop);
            _code[loop] = Choice(node, body, next);
            entry = min > 0 ? body : loop;
            min = Math.Max(0, min - 1);
        }

        for (int count = min; count < max && !_isRefused; count++)
        {
            int body = Compile(node.Child, entry);
            entry = Add(InstructionKind.Split, 0, 0);
            _code[entry] = Choice(node, body, next);
        }

        for (int count = 0; count < min && !_isRefused; count++)
        {
            entry = Compile(node.Child, entry);
        }

        return entry;
    }

    private int CompilePossessive(RegexNode node, int next)
    {
        if (node.Child.Kind != RegexNodeKind.Bytes)
        {
            _isRefused = true;
            return next;
        }

        RegexNode end = new(RegexNodeKind.NotLookAhead, node.Child);
        RegexNode Run(int min, int? max) => new(RegexNodeKind.Repeat, node.Child) { Min = min, Max = max };
        if (node.Max is not int max)
        {
            return CompileSequence(new RegexNode(RegexNodeKind.Sequence, Run(node.Min, null), end), next);
        }

        // At most so many: all of them, or a shorter run that no byte of the run follows.
        return max == node.Min ? CompileRepeat(node, max, max, next) : CompileAlternation(
            new RegexNode(RegexNodeKind.Alternation, Run(max, max), new RegexNode(RegexNodeKind.Sequence, Run(node.Min, max - 1), end)), next);
    }

    private int Capture(int group, RegexNode body, int next)
    {
        if (_isReverse || _isWithinBehind || group >= MaxGroups)
        {
            return Compile(body, next);
        }

        return Add(InstructionKind.Save, 2 * group, Compile(body, Add(InstructionKind.Save, (2 * group) + 1, next)));
    }

    private int NotBehind(RegexNode node, int next)
    {
        int number = _behind.Count;
        _behind.Add(0);
        _isWithinBehind = true;
        _behind[number] = Search(Compile(node.Child, Add(InstructionKind.BehindMatch, number, 0)));
        _isWithinBehind = false;
        _isRefused |= number >= MaxBeforeSets;
        return Add(InstructionKind.NotBehind, number, next);
    }

    /// <summary>A program that reads backwards finds before it what follows in the text.</summary>
    private int Look(SymbolSet set, bool isAhead, int next)
    {
        if (isAhead != _isReverse)
        {
            return Add(InstructionKind.Ahead, SetOf(set), next);
        }

        int index = _looksBack.IndexOf(set);
        if (index < 0)
        {
            _ = SetOf(set); // Its bytes must be told apart, too.
            index = _looksBack.Count;
            _looksBack.Add(set);
            _isRefused |= index >= MaxBeforeSets;
        }

        return Add(InstructionKind.Before, index, next);
    }

    private int Split(int first, int second) => Add(InstructionKind.Split, 0, first, second);

    private static Instruction Choice(RegexNode repeat, int body, int next) =>
        repeat.Lazy ? new(InstructionKind.Split, 0, next, body) : new(InstructionKind.Split, 0, body, next);

    private int SetOf(SymbolSet set)
    {
        if (!_setIndexes.TryGetValue(set, out int index))
        {
            index = _sets.Count;
            _sets.Add(set);
            _setIndexes.Add(set, index);
        }

        return index;
    }

    private int Add(InstructionKind kind, int argument, int next, int other = 0)
    {
        _isRefused |= _code.Count >= MaxInstructions;
        _code.Add(new Instruction(kind, argument, next, other));
        return _code.Count - 1;
    }
}
