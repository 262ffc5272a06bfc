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
            foreach (CellDestination destination in builder.Get<CellTable>().Cells.SelectMany(static cell => cell.Destinations))
            {
                if (!destination.Address.IsLoopback || destination.Address.Scheme != Uri.UriSchemeHttp)
                {
                    builder.Edge.Error("demo", ConfigCodes.Conflict, $"is true, but destination \"{destination.Id}\" is at {destination.Address}; demo cells listen on http loopback addresses only. Set \"demo\": false in front of real cells.");
                }
            }
        }

        builder.Set(settings);
    }
}
