namespace Edge.Gateway.Config;

/// <summary>A feature's reader: takes its keys from the files, checks them, and adds its part to the snapshot.</summary>
/// <remarks>Compilers run in the order of registration; one may read the parts of those before it.</remarks>
internal interface ISnapshotCompiler
{
    void Compile(SnapshotBuilder builder);
}
