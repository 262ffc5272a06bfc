using System.Globalization;
using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Journeys;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Status;

/// <summary>Takes reports of monitors elsewhere, as far as they are plausible.</summary>
internal sealed class ProbeReports(SnapshotStore snapshots, StatusRecorder recorder, TimeProvider time)
{
    /// <summary>Greatest difference between a monitor's clock and this node's.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Longest validity of a result.</summary>
    public static readonly TimeSpan MaxValidity = TimeSpan.FromMinutes(2);

    /// <summary>Longest name of a location, in chars.</summary>
    public const int MaxLocationLength = 64;

    /// <summary>Whether a text can name a location.</summary>
    public static bool IsLocation(string text) => text.Length is > 0 and <= MaxLocationLength && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    /// <summary>Takes a report.</summary>
    /// <param name="report">What came.</param>
    /// <param name="place">The location of the token that it came with: one stolen token is one location. Null for none.</param>
    /// <returns>How many results were taken, and why others were not; or why nothing was taken.</returns>
    public (int Accepted, IReadOnlyList<string> Rejected, string Refusal) Take(ProbeReport report, string? place)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (report.Location is not { } location || !IsLocation(location))
        {
            return (0, [], $"'location' is missing or no name; send 1 to {MaxLocationLength} letters, digits, '-', '_' or '.'.");
        }

        if (report.Sent is not { } sent || (sent - now).Duration() > MaxClockSkew)
        {
            return (0, [], string.Create(CultureInfo.InvariantCulture, $"'sent' is missing, or more than {MaxClockSkew.TotalSeconds} s from this node's clock ({now:O}); set the monitor's clock."));
        }

        if (report.Results is not { Count: > 0 and <= ProbeReport.MaxResults } results)
        {
            return (0, [], $"'results' is missing or empty, or has more than {ProbeReport.MaxResults} entries.");
        }

        if (location != place)
        {
            return (0, [], place is null
                ? $"This token has no location; set \"location\": \"{location}\" beside it in admin.json. Give each location a token of its own."
                : $"This token is for the location \"{place}\", and the report is from \"{location}\". Give each location a token of its own.");
        }

        EdgeSnapshot snapshot = snapshots.Current;
        string source = StatusSource.Probe(location);
        List<string> rejected = [];
        for (int i = 0; i < results.Count; i++)
        {
            if (Take(snapshot, source, results[i], sent, now) is { } why)
            {
                rejected.Add(string.Create(CultureInfo.InvariantCulture, $"results[{i}]: {why}"));
            }
        }

        if (report.More != true)
        {
            recorder.CoverTo(source, sent);
        }

        return (results.Count - rejected.Count, rejected, "");
    }

    private string? Take(EdgeSnapshot snapshot, string source, ProbeReportResult? result, DateTimeOffset sent, DateTimeOffset now)
    {
        if (result is not { Journey: { } name, Host: { } host, Started: { } started, ValidMs: > 0 } || ProbeReportResult.Parse(result.Verdict) is not { } verdict)
        {
            return "journey, host, started, validMs or verdict is missing or wrong";
        }

        if (started > sent + TimeSpan.FromSeconds(1) || started < now - LedgerHistory.MaxLateness)
        {
            return $"started is after sent, or more than {LedgerHistory.MaxLateness.TotalHours} h ago";
        }

        if (snapshot.Get<JourneySet>().Find(name) is not { } journey)
        {
            return $"there is no journey {ConfigValue.Quote(name)} here";
        }

        if (!snapshot.Get<TenantDirectory>().TryGetByHost(host, out Tenant? tenant))
        {
            return $"no tenant has the host {ConfigValue.Quote(host)}";
        }

        TimeSpan validity = TimeSpan.FromMilliseconds(Math.Min(result.ValidMs.Value, MaxValidity.TotalMilliseconds));
        JourneyResult run = new(name, host, started, TimeSpan.FromMilliseconds(Math.Clamp(result.DurationMs ?? 0, 0, MaxValidity.TotalMilliseconds)), verdict, "");
        IReadOnlyList<string> components = snapshot.Get<StatusPlan>().ComponentsOf(journey, snapshot.Get<CellTable>().HomeOf(tenant).Id);
        return recorder.Observe(source, run, components, validity) ? null : $"more than {StatusRecorder.MaxSources} locations report";
    }
}
