namespace Edge.Rules.Matching.Automata;

/// <summary>A state of a <see cref="LazyAutomaton"/>: instructions to go on from, and what stands before. Compared by value.</summary>
internal sealed class AutomatonState : IEquatable<AutomatonState>
{
    private readonly int _hash;

    /// <param name="kernel">Instructions in rising order, each once.</param>
    /// <param name="kind">What stands before, from <see cref="RegexProgram.Kinds"/>.</param>
    public AutomatonState(ushort[] kernel, uint kind)
    {
        Kernel = kernel;
        Kind = kind;
        HashCode hash = default;
        hash.Add(kind);
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(kernel));
        _hash = hash.ToHashCode();
    }

    public ushort[] Kernel { get; }

    public uint Kind { get; }

    public bool Equals(AutomatonState? other) =>
        other is not null && other._hash == _hash && other.Kind == Kind && other.Kernel.AsSpan().SequenceEqual(Kernel);

    public override bool Equals(object? obj) => Equals(obj as AutomatonState);

    public override int GetHashCode() => _hash;
}
