namespace Edge.Rules.Language;

/// <summary>Collects what is wrong with the rule files, so that one pass shows everything.</summary>
internal sealed class DiagnosticBag
{
    /// <summary>Diagnostics kept; more than this helps no one, and a hostile file must not fill the memory.</summary>
    public const int MaxDiagnostics = 10_000;

    private readonly List<RuleDiagnostic> _items = [];

    public IReadOnlyList<RuleDiagnostic> Items => _items;

    public bool HasErrors { get; private set; }

    public void Error(SourcePosition position, string code, string message)
    {
        HasErrors = true;
        Add(position, RuleDiagnosticSeverity.Error, code, message);
    }

    public void Warning(SourcePosition position, string code, string message) =>
        Add(position, RuleDiagnosticSeverity.Warning, code, message);

    private void Add(SourcePosition position, RuleDiagnosticSeverity severity, string code, string message)
    {
        if (_items.Count < MaxDiagnostics)
        {
            _items.Add(new RuleDiagnostic(position.File, position.Line, position.Column, severity, code, message));
        }
    }
}
