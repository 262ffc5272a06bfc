using System.Collections.Frozen;
using Edge.Gateway.Journeys;

namespace Edge.Gateway.Status;

/// <summary>What is published of a snapshot: its components, and which of them a cell and a journey tell of. Immutable.</summary>
internal sealed class StatusPlan(string name, Uri? url, IReadOnlyList<StatusComponent> components, IReadOnlyDictionary<string, string> regions)
{
    /// <summary>Most components.</summary>
    public const int MaxComponents = 200;

    private readonly FrozenDictionary<string, string> _regions = regions.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What customers call the service.</summary>
    public string Name => name;

    /// <summary>Where customers find the page; null when nobody said.</summary>
    public Uri? Url => url;

    /// <summary>In the order in which they are shown.</summary>
    public IReadOnlyList<StatusComponent> Components => components;

    public StatusComponent? Find(string id) => components.FirstOrDefault(component => component.Id == id);

    /// <summary>The component of a cell's region; null for a cell that is not there any more.</summary>
    public string? RegionOf(string cell) => _regions.GetValueOrDefault(cell);

    /// <summary>The components that a run says something of.</summary>
    public IReadOnlyList<string> ComponentsOf(Journey journey, string cell)
    {
        List<string> ids = [StatusComponent.Feature(journey.Feature).Id];
        if (RegionOf(cell) is { } region)
        {
            ids.Add(region);
        }

        if (journey.IsGlobal)
        {
            ids.Add(StatusComponent.SignIn.Id);
        }

        return ids;
    }
}
