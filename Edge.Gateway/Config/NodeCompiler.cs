namespace Edge.Gateway.Config;

/// <summary>Reads <c>node</c> of <c>edge.json</c>.</summary>
internal sealed class NodeCompiler : ISnapshotCompiler
{
    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject node = builder.Edge.Object("node");
        var settings = new NodeSettings(node.Has("id") ? node.RequiredId("id") : Environment.MachineName, node.OptionalId("zone"));
        if (builder.Previous is { } previous && previous.Get<NodeSettings>().Id != settings.Id)
        {
            node.Warn("id", ConfigCodes.NeedsRestart, "changed; that takes effect at the next start.");
            settings = settings with { Id = previous.Get<NodeSettings>().Id };
        }

        builder.Set(settings);
    }
}
