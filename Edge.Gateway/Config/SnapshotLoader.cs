namespace Edge.Gateway.Config;

/// <summary>Builds a whole snapshot from the files of a folder, or tells everything that is wrong with them.</summary>
internal sealed class SnapshotLoader(IEnumerable<ISnapshotCompiler> compilers, TimeProvider time)
{
    private readonly ISnapshotCompiler[] _compilers = [.. compilers];
    private long _versions;

    /// <summary>Reads and compiles everything. Throws for bugs only; bad input is in the result.</summary>
    /// <param name="directory">The configuration folder.</param>
    /// <param name="previous">The snapshot in force, if any: parts may be carried over, and changes that need a restart are told.</param>
    /// <param name="variables">The <c>EDGE__…</c> variables; this process's own when null.</param>
    /// <param name="checkOnly">Nothing may be written, such as a self-signed certificate.</param>
    public SnapshotLoadResult Load(string directory, EdgeSnapshot? previous = null, EnvironmentOverlay? variables = null, bool checkOnly = false)
    {
        using var builder = new SnapshotBuilder(directory, variables ?? EnvironmentOverlay.OfProcess(), previous) { ChecksOnly = checkOnly };
        foreach (ISnapshotCompiler compiler in _compilers)
        {
            compiler.Compile(builder);
        }

        EdgeSnapshot? snapshot = builder.Finish(_versions + 1, time.GetUtcNow());
        if (snapshot is not null)
        {
            _versions++;
        }

        return new SnapshotLoadResult(snapshot, builder.Diagnostics);
    }
}
