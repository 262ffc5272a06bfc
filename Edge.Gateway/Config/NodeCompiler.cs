namespace Edge.Gateway.Config;

/// <summary>Reads <c>node</c> of <c>edge.json</c>.</summary>
internal sealed class NodeCompiler : ISnapshotCompiler
{
    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject node = builder.Edge.Object("node");
        var settings = new NodeSettings(node.Has("id") ? node.RequiredId("id") : Environment.MachineName);
        if (builder.Previous is { } previous && previous.Get<NodeSettings>() != settings)
        {
            node.Warn("id", ConfigCodes.NeedsRestart, "changed; that takes effect at the next start.");
            settings = previous.Get<NodeSettings>();
        }

        builder.Set(settings);
    }
}
