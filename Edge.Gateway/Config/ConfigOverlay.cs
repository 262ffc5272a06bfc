namespace Edge.Gateway.Config;

/// <summary>The environment's options, and the paths that readers asked for, for suggestions.</summary>
internal sealed record ConfigOverlay(EnvironmentOverlay Variables)
{
    public HashSet<string> Known { get; } = new(StringComparer.OrdinalIgnoreCase);
}
