using Edge.Gateway.Config;

namespace Edge.Gateway.Observability;

/// <summary>Reads <c>accessLog</c> of <c>edge.json</c>.</summary>
internal sealed class AccessLogCompiler : ISnapshotCompiler
{
    private static readonly Dictionary<string, AccessLogMode> Modes = new(StringComparer.Ordinal)
    {
        ["off"] = AccessLogMode.Off,
        ["sampled"] = AccessLogMode.Sampled,
        ["on"] = AccessLogMode.On,
    };

    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject section = builder.Edge.Object("accessLog");
        builder.Set(new AccessLogOptions
        {
            Mode = section.Choice("mode", AccessLogMode.Sampled, Modes),
            Sample = section.Number("sample", 0.01, 0, 1),
        });
    }
}
