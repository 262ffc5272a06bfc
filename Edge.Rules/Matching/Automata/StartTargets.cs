namespace Edge.Rules.Matching.Automata;

/// <summary>
/// Where a match that begins now stands one symbol later, kept for each symbol and what stands before: part of nearly every
/// transition, and of a large pattern the most part. Used under the lock of its automaton.
/// </summary>
internal sealed class StartTargets(RegexProgram program)
{
    private readonly Dictionary<(uint Kind, int Symbol), (ushort[] Targets, bool Matches)> _known = [];

    public int Start => program.Start;

    public bool TryGet(uint kind, int symbol, out (ushort[] Targets, bool Matches) found) => _known.TryGetValue((kind, symbol), out found);

    public void Add(uint kind, int symbol, ushort[] targets, bool matches) => _known.Add((kind, symbol), (targets, matches));
}
