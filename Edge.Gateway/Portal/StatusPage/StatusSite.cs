using System.Collections.Frozen;
using System.Text;
using Edge.Gateway.Portal.Design;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>All documents of the status page, drawn when something changes and kept as bytes: to answer takes no database, no cell and no drawing.</summary>
internal sealed class StatusSite(StatusMonitor monitor, PortalPages pages)
{
    public const string AssetsPath = "/assets/";

    private const string Html = "text/html; charset=utf-8";
    private const string Json = "application/json; charset=utf-8";

    private volatile FrozenDictionary<string, StatusDocument> _documents = FrozenDictionary<string, StatusDocument>.Empty;
    private StatusBoard? _drawn;

    /// <summary>The document at a path; null for none.</summary>
    public StatusDocument? Find(string path) => _documents.GetValueOrDefault(path);

    /// <summary>Draws anew when there is something new. Called by one task.</summary>
    public async Task StepAsync()
    {
        StatusBoard board = monitor.Board;
        if (ReferenceEquals(board, _drawn))
        {
            return;
        }

        string stylesheet = AssetsPath + pages.Assets.Stylesheet;
        StatusView view = StatusViewMaker.Make(board, stylesheet);
        Dictionary<string, StatusDocument> documents = new(StringComparer.Ordinal)
        {
            ["/"] = new(Html, Encoding.UTF8.GetBytes(await pages.DrawAsync<StatusHome>((nameof(StatusHome.View), view)))),
            ["/api/v2/summary.json"] = new(Json, StatusJson.Summary(board)),
            ["/api/v2/status.json"] = new(Json, StatusJson.Overall(board)),
            ["/api/v2/components.json"] = new(Json, StatusJson.OfComponents(board)),
            ["/api/v2/incidents.json"] = new(Json, StatusJson.Incidents(board)),
            ["/history.atom"] = new("application/atom+xml; charset=utf-8", StatusFeed.Write(board)),
            ["/robots.txt"] = new("text/plain; charset=utf-8", "User-agent: *\nDisallow: /ledger.csv\n"u8.ToArray()),
        };
        foreach (Incident incident in board.Incidents)
        {
            // Of the last drawing while nothing was said of it since.
            string path = $"/incidents/{incident.Id}";
            documents[path] = _drawn?.Incidents.Any(known => known.Id == incident.Id && known.Updates.Count == incident.Updates.Count) == true && _documents.TryGetValue(path, out StatusDocument? known)
                ? known
                : new(Html, Encoding.UTF8.GetBytes(await pages.DrawAsync<IncidentPage>(
                    (nameof(IncidentPage.Name), board.Name), (nameof(IncidentPage.StylesheetUrl), stylesheet), (nameof(IncidentPage.Incident), StatusViewMaker.Make(board, incident)))));
        }

        _documents = documents.ToFrozenDictionary(StringComparer.Ordinal);
        _drawn = board;
    }
}
