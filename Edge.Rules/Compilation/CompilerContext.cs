using Edge.Rules.Language;
using Edge.Rules.Operators;
using Edge.Rules.Transformations;
using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>What the compilers of the parts of a rule share during one load.</summary>
internal sealed class CompilerContext(EngineSettings settings, OperatorServices services, DiagnosticBag diagnostics)
{
    private readonly Dictionary<ITransformation, int> _transformations = [];
    private readonly UrlDecodeUni? _mappedDecoder = settings.UnicodeMap is short[] map ? new UrlDecodeUni(map) : null;

    private readonly Dictionary<VariableKind, SourcePosition> _usedCollections = [];
    private readonly HashSet<VariableKind> _openedCollections = [];

    public EngineSettings Settings { get; } = settings;

    public OperatorServices Services { get; } = services;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public TxNames TxNames { get; } = new();

    public ITransformation[] Transformations => [.. _transformations.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];

    public int IndexOf(ITransformation known)
    {
        ITransformation transformation = known is UrlDecodeUni && _mappedDecoder is not null ? _mappedDecoder : known;
        if (!_transformations.TryGetValue(transformation, out int index))
        {
            index = _transformations.Count;
            _transformations.Add(transformation, index);
        }

        return index;
    }

    /// <summary>Notes that a rule reads or writes a collection, which is of use only when some rule opens a record of it.</summary>
    public void Uses(VariableInfo collection, SourcePosition position)
    {
        if (collection.IsPersistent)
        {
            _usedCollections.TryAdd(collection.Kind, position);
        }
    }

    /// <summary>Notes that a rule opens a record of a persistent collection.</summary>
    public void Opens(VariableKind collection) => _openedCollections.Add(collection);

    /// <summary>Says which collections stay empty, when all rules are compiled.</summary>
    public void CheckCollections()
    {
        foreach ((VariableKind kind, SourcePosition position) in _usedCollections.Where(used => !_openedCollections.Contains(used.Key)))
        {
            string name = VariableTable.Get(kind).Name;
            Diagnostics.Warning(position, DiagnosticCodes.NoEffect,
                $"'{name}' stays empty, for no rule opens a record of it; add 'initcol:{name.ToLowerInvariant()}=' and the record's key to a rule before this one.");
        }
    }

    public MacroText Macro(string text, SourcePosition position) => MacroText.Parse(text, TxNames, position, Diagnostics);
}
