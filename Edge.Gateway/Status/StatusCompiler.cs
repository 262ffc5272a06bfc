using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Journeys;

namespace Edge.Gateway.Status;

/// <summary>Reads <c>status</c> of <c>edge.json</c>, and finds what is to be published of cells and journeys.</summary>
internal sealed class StatusCompiler : ISnapshotCompiler
{
    /// <summary>Longest name of the service, in chars.</summary>
    public const int MaxNameLength = 64;

    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject status = builder.Edge.Object("status");
        string name = status.Text("name", "Service");
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
        {
            status.Error("name", ConfigCodes.OutOfRange, $"is {ConfigValue.Quote(name)}; set 1 to {MaxNameLength} characters that customers know the service by.");
        }

        JourneySet journeys = builder.Get<JourneySet>();
        Dictionary<string, string> regions = new(StringComparer.Ordinal);
        List<StatusComponent> components = [];
        foreach (Cell cell in builder.Get<CellTable>().Cells)
        {
            StatusComponent region = StatusComponent.Region(cell.PublicName);
            regions[cell.Id] = region.Id;
            Add(region);
        }

        foreach (Journey journey in journeys.Journeys)
        {
            Add(StatusComponent.Feature(journey.Feature));
        }

        if (journeys.Journeys.Count > 0)
        {
            Add(StatusComponent.FrontDoor);
        }

        if (journeys.Journeys.Any(static journey => journey.IsGlobal))
        {
            components.Insert(0, StatusComponent.SignIn);
        }

        if (components.Count > StatusPlan.MaxComponents)
        {
            builder.Cells.Error("cells", ConfigCodes.TooMany, $"and the journeys make {components.Count} components of the status page; at most {StatusPlan.MaxComponents} are published. Give cells of one region the same publicName.");
        }

        builder.Set(new StatusPlan(name, ReadUrl(status), components, regions));

        void Add(StatusComponent component)
        {
            if (!components.Exists(other => other.Id == component.Id))
            {
                components.Add(component);
            }
        }
    }

    private static Uri? ReadUrl(ConfigObject status)
    {
        if (status.Text("url") is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", UserInfo: "", Fragment: "" })
        {
            return url;
        }

        status.Error("url", ConfigCodes.OutOfRange, $"is {ConfigValue.Quote(text)}; set an http or https URL without path, such as \"https://status.example.com\".");
        return null;
    }
}
