namespace Edge.Gateway.Config;

/// <summary>What the compilers read from and write to while a snapshot is built.</summary>
internal sealed class SnapshotBuilder : IDisposable
{
    private readonly object?[] _parts = new object?[SnapshotPart.MaxKinds];
    private readonly Dictionary<Type, object> _scratch = [];
    private readonly ConfigSource[] _sources;
    private readonly ConfigOverlay _overlay;

    public SnapshotBuilder(string directory, EnvironmentOverlay variables, EdgeSnapshot? previous)
    {
        Directory = Path.GetFullPath(directory);
        Previous = previous;
        _overlay = new ConfigOverlay(variables);
        _sources =
        [
            Read(directory, "edge.json", required: true),
            Read(directory, "cells.json", required: true),
            Read(directory, "tenants.json", required: true),
            Read(directory, "limits.json", required: false),
            Read(directory, "admin.json", required: false),
        ];
        Edge = new ConfigObject(_sources[0], _sources[0].Root, Diagnostics, _overlay);
        Cells = new ConfigObject(_sources[1], _sources[1].Root, Diagnostics);
        Tenants = new ConfigObject(_sources[2], _sources[2].Root, Diagnostics);
        Limits = new ConfigObject(_sources[3], _sources[3].Root, Diagnostics);
        Admin = new ConfigObject(_sources[4], _sources[4].Root, Diagnostics);
    }

    /// <summary>The configuration folder, absolute; relative paths in the files start here.</summary>
    public string Directory { get; }

    /// <summary>The snapshot in force; null at the start.</summary>
    public EdgeSnapshot? Previous { get; }

    /// <summary>Whether the snapshot is only looked at, by <c>check</c>: compilers write nothing then.</summary>
    public bool ChecksOnly { get; init; }

    public ConfigDiagnostics Diagnostics { get; } = new();

    public ConfigObject Edge { get; }

    public ConfigObject Cells { get; }

    public ConfigObject Tenants { get; }

    public ConfigObject Limits { get; }

    public ConfigObject Admin { get; }

    public void Set<T>(T part)
        where T : class => _parts[SnapshotPart.Of<T>.Index] = part;

    /// <summary>A part that an earlier compiler made.</summary>
    public T Get<T>()
        where T : class =>
        (T?)_parts[SnapshotPart.Of<T>.Index] ?? throw new InvalidOperationException($"{typeof(T).Name} is not compiled yet; register its compiler before.");

    /// <summary>Leaves something for later compilers that the snapshot does not keep.</summary>
    public void SetScratch<T>(T value)
        where T : class => _scratch[typeof(T)] = value;

    /// <summary>What an earlier compiler left with <see cref="SetScratch"/>.</summary>
    public T GetScratch<T>()
        where T : class => (T)_scratch[typeof(T)];

    /// <summary>An absolute path from one that is relative to the configuration folder.</summary>
    public string PathOf(string path) => Path.GetFullPath(path, Directory);

    /// <summary>Reports what nobody read, and gives the snapshot unless there are errors.</summary>
    public EdgeSnapshot? Finish(long version, DateTimeOffset now)
    {
        Edge.Finish();
        Cells.Finish();
        Tenants.Finish();
        Limits.Finish();
        Admin.Finish();
        _overlay.Variables.Finish(_overlay.Known, Diagnostics);
        Set(new ConfigEcho(_sources.Where(static source => !source.Name.EndsWith("tenants.json", StringComparison.Ordinal))
            .ToDictionary(static source => Path.GetFileName(source.Name), static source => ConfigEcho.Mask(source.Root))));
        return Diagnostics.HasErrors ? null : new EdgeSnapshot(_parts, Directory, version, now);
    }

    public void Dispose()
    {
        foreach (ConfigSource source in _sources)
        {
            source.Dispose();
        }
    }

    private ConfigSource Read(string directory, string file, bool required) =>
        ConfigSource.Read(Path.Combine(directory, file), Path.Combine(directory, file), required, Diagnostics);
}
