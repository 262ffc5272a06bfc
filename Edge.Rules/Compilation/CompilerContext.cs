using Edge.Rules.Language;
using Edge.Rules.Operators;
using Edge.Rules.Transformations;

namespace Edge.Rules.Compilation;

/// <summary>What the compilers of the parts of a rule share during one load.</summary>
internal sealed class CompilerContext(EngineSettings settings, OperatorServices services, DiagnosticBag diagnostics)
{
    private readonly Dictionary<ITransformation, int> _transformations = [];

    public EngineSettings Settings { get; } = settings;

    public OperatorServices Services { get; } = services;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public TxNames TxNames { get; } = new();

    public ITransformation[] Transformations => [.. _transformations.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];

    public int IndexOf(ITransformation transformation)
    {
        if (!_transformations.TryGetValue(transformation, out int index))
        {
            index = _transformations.Count;
            _transformations.Add(transformation, index);
        }

        return index;
    }

    public MacroText Macro(string text, SourcePosition position) => MacroText.Parse(text, TxNames, position, Diagnostics);
}
