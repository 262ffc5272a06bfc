using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status.Incidents;

/// <summary>Opens an incident when two locations see a component fail, adds what fails later, and says when all is well again. The rest is for people.</summary>
internal sealed partial class IncidentWatch(IncidentBook book, ILogger<IncidentWatch> logger)
{
    /// <summary>Locations that must see a problem.</summary>
    public const int Locations = 2;

    /// <summary>Name in events.</summary>
    public const string Actor = "status";

    private readonly HashSet<string> _sawIt = new(StringComparer.Ordinal); // Sources that saw the open incident.

    /// <summary>One look.</summary>
    /// <param name="plan">What is published.</param>
    /// <param name="sights">What each source sees of a component, this node's and others'.</param>
    /// <param name="mayOpen">Whether this node may open one: of a fleet, one does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task StepAsync(StatusPlan plan, Func<string, IReadOnlyDictionary<string, SourceSight>> sights, Func<Task<bool>> mayOpen, CancellationToken cancellationToken)
    {
        (StatusComponent Component, string[] Sources)[] failing = [.. plan.Components
            .Select(component => (component, sights(component.Id).Where(static sight => sight.Value == SourceSight.Failing).Select(static sight => sight.Key).ToArray()))
            .Where(static entry => entry.Item2.Length >= Locations)];
        Incident? open = book.All.FirstOrDefault(static incident => incident is { IsOpen: true, IsAutomatic: true });
        if (failing.Length == 0 && (open is null || open.Status == IncidentStatus.Monitoring))
        {
            return;
        }

        if (failing.Length > 0 || (open is not null && open.Components.All(id => IsWell(sights(id)))))
        {
            if (!await mayOpen())
            {
                return;
            }
        }

        try
        {
            if (open is null)
            {
                _sawIt.Clear();
                _sawIt.UnionWith(failing.SelectMany(static entry => entry.Sources));
                await book.OpenAsync(TitleOf(failing), ImpactOf(failing), [.. failing.Select(static entry => entry.Component.Id)], IncidentStatus.Investigating, TextOf(failing), true, Actor, cancellationToken);
            }
            else if (failing.Length > 0)
            {
                _sawIt.UnionWith(failing.SelectMany(static entry => entry.Sources));
                await AddAsync(open, failing, cancellationToken);
            }
            else if (open.Components.All(id => IsWell(sights(id))))
            {
                await book.UpdateAsync(open.Id, IncidentStatus.Monitoring, "Our monitors see the service working again. We keep watching, and will say what the cause was.", null, [], true, Actor, cancellationToken);
            }
        }
        catch (IOException exception)
        {
            LogNotKept(exception.Message); // The next look tries again.
        }
    }

    private async Task AddAsync(Incident open, (StatusComponent Component, string[] Sources)[] failing, CancellationToken cancellationToken)
    {
        (StatusComponent Component, string[] Sources)[] more = [.. failing.Where(entry => !open.Components.Contains(entry.Component.Id))];
        if (open.Status == IncidentStatus.Monitoring)
        {
            await book.UpdateAsync(open.Id, IncidentStatus.Investigating, "The problem is back. " + TextOf(failing), null, [.. more.Select(static entry => entry.Component.Id)], true, Actor, cancellationToken);
        }
        else if (more.Length > 0)
        {
            await book.UpdateAsync(open.Id, null, TextOf(more), null, [.. more.Select(static entry => entry.Component.Id)], true, Actor, cancellationToken);
        }
    }

    // Nobody fails, and as many as made the incident see it well; a location that is gone is not waited for.
    private bool IsWell(IReadOnlyDictionary<string, SourceSight> sights) =>
        sights.Values.All(static sight => sight != SourceSight.Failing)
        && sights.Count(static sight => sight.Value == SourceSight.Well) >= Math.Min(Locations, Math.Max(1, sights.Count(sight => _sawIt.Count == 0 || _sawIt.Contains(sight.Key))))
        && sights.All(sight => !_sawIt.Contains(sight.Key) || sight.Value == SourceSight.Well);

    private static string TitleOf((StatusComponent Component, string[] Sources)[] failing)
    {
        string title = "Disruption: " + string.Join(", ", failing.OrderBy(static entry => entry.Component.Group == StatusGroup.Infrastructure ? 0 : 1).Select(static entry => entry.Component.Name));
        return title.Length <= Incident.MaxTitleLength ? title : title[..(Incident.MaxTitleLength - 1)] + "…";
    }

    private static IncidentImpact ImpactOf((StatusComponent Component, string[] Sources)[] failing) =>
        failing.Any(static entry => entry.Component.Group == StatusGroup.Global) ? IncidentImpact.Critical : IncidentImpact.Major;

    private static string TextOf((StatusComponent Component, string[] Sources)[] failing) =>
        $"Our monitors in {failing.Max(static entry => entry.Sources.Length)} places see that this does not work: {string.Join(", ", failing.Select(static entry => entry.Component.Name))}. We are looking into it.";

    [LoggerMessage(EdgeEvents.IncidentNotKept, LogLevel.Error, "An incident could not be kept: {Reason}")]
    private partial void LogNotKept(string reason);
}
