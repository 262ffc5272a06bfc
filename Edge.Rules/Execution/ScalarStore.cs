using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>The variables that have one value.</summary>
internal sealed class ScalarStore
{
    private readonly TextSlice[] _values = new TextSlice[(int)VariableKind.Args];
    private readonly int[] _nodes = new int[(int)VariableKind.Args];
    private readonly bool[] _isSet = new bool[(int)VariableKind.Args];

    /// <summary>Changes whenever a value does that is not volatile.</summary>
    public int Version { get; private set; }

    public bool IsSet(VariableKind kind) => _isSet[(int)kind];

    public TextSlice this[VariableKind kind] => _values[(int)kind];

    public ref int Node(VariableKind kind) => ref _nodes[(int)kind];

    public void Set(VariableKind kind, TextSlice value)
    {
        _values[(int)kind] = value;
        _isSet[(int)kind] = true;
        _nodes[(int)kind] = 0;
        Version += VariableTable.Get(kind).IsVolatile ? 0 : 1;
    }

    public void Unset(VariableKind kind)
    {
        _values[(int)kind] = default;
        _isSet[(int)kind] = false;
        _nodes[(int)kind] = 0;
    }

    public void Clear()
    {
        _values.AsSpan().Clear();
        _nodes.AsSpan().Clear();
        _isSet.AsSpan().Clear();
        Version++;
    }
}
