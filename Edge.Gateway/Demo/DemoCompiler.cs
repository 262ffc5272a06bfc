using Edge.Gateway.Cells;
using Edge.Gateway.Config;

namespace Edge.Gateway.Demo;

/// <summary>Reads <c>demo</c> of <c>edge.json</c>.</summary>
internal sealed class DemoCompiler : ISnapshotCompiler
{
    public void Compile(SnapshotBuilder builder)
    {
        var settings = new DemoSettings(builder.Edge.Flag("demo", fallback: false));
        if (settings.IsEnabled)
        {
            HashSet<string> ids = new(StringComparer.Ordinal);
            foreach (CellDestination destination in builder.Get<CellTable>().Cells.SelectMany(static cell => cell.Destinations))
            {
                if (!destination.Address.IsLoopback || destination.Address.Scheme != Uri.UriSchemeHttp || destination.Address.AbsolutePath != "/")
                {
                    builder.Edge.Error("demo", ConfigCodes.Conflict, $"is true, but destination \"{destination.Id}\" is at {destination.Address}; demo cells listen on http loopback addresses without a path only. Set \"demo\": false in front of real cells.");
                }
                else if (!ids.Add(destination.Id))
                {
                    builder.Edge.Error("demo", ConfigCodes.Conflict, $"is true, but two cells have a destination \"{destination.Id}\"; demo destinations have ids of their own.");
                }
            }
        }

        if (builder.Previous?.Get<DemoSettings>() is { } previous && previous != settings)
        {
            builder.Edge.Warn("demo", ConfigCodes.NeedsRestart, "changed; demo cells start and end with the process, so that takes effect at the next start.");
            settings = previous;
        }

        builder.Set(settings);
    }
}
