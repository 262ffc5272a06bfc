using Edge.Gateway.Config;
using Edge.Gateway.Events;

namespace Edge.Gateway.State;

/// <summary>Reads <c>state</c> and <c>events</c> of <c>edge.json</c>.</summary>
internal sealed class StateCompiler : ISnapshotCompiler
{
    /// <summary>Most events that may be kept: some 50 GB.</summary>
    private const int MaxEvents = 100_000_000;

    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject state = builder.Edge.Object("state");
        var settings = new StateSettings(Path.GetFullPath(state.Text("path", ConfigFiles.StateFolder), builder.Directory));
        if (builder.Previous is { } previous && previous.Get<StateSettings>() != settings)
        {
            state.Warn("path", ConfigCodes.NeedsRestart, "changed; that takes effect at the next start.");
            settings = previous.Get<StateSettings>();
        }

        ConfigObject events = builder.Edge.Object("events");
        builder.Set(settings);
        builder.Set(new EventLogSettings(
            settings.EventsPath,
            builder.Get<NodeSettings>().Id,
            events.Whole("maxCount", 1_000_000, 1000, MaxEvents),
            events.Duration("retention", TimeSpan.FromDays(90), TimeSpan.FromHours(1), TimeSpan.FromDays(3650))));
    }
}
