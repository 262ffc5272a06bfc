namespace Edge.Gateway.Config;

/// <summary>Collects everything wrong with a configuration, so that one pass fixes it all.</summary>
internal sealed class ConfigDiagnostics
{
    /// <summary>Most diagnostics kept of one load; a generated file of 100,000 tenants may be wrong in every line. The rest is counted.</summary>
    public const int MaxKept = 1000;

    private readonly List<ConfigDiagnostic> _items = [];

    public IReadOnlyList<ConfigDiagnostic> Items => _items;

    /// <summary>How many were found beyond <see cref="MaxKept"/>.</summary>
    public int NotKept { get; private set; }

    public bool HasErrors { get; private set; }

    public void Error(ConfigPosition position, string code, string message) => Add(position, isError: true, code, message);

    public void Warning(ConfigPosition position, string code, string message) => Add(position, isError: false, code, message);

    public void Add(ConfigDiagnostic diagnostic)
    {
        HasErrors |= diagnostic.IsError;
        if (_items.Count < MaxKept)
        {
            _items.Add(diagnostic);
        }
        else
        {
            NotKept++;
        }
    }

    private void Add(ConfigPosition position, bool isError, string code, string message)
    {
        if (_items.Count >= MaxKept)
        {
            HasErrors |= isError;
            NotKept++; // Without resolving the line: that walks the file.
            return;
        }

        (int line, int column) = position.Resolve();
        Add(new ConfigDiagnostic(position.File, line, column, isError, code, message));
    }
}
