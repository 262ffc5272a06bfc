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

    /// <summary>How long a location belongs to the token that last reported from it, and a token to its location: one stolen token is one location.</summary>
    public static readonly TimeSpan LocationHold = TimeSpan.FromHours(1);

    /// <summary>Longest name of a location, in chars.</summary>
    public const int MaxLocationLength = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Token, long At)> _locations = new(StringComparer.Ordinal);

    /// <summary>Takes a report.</summary>
    /// <param name="report">What came.</param>
    /// <param name="token">Id of the token that it came with.</param>
    /// <returns>How many results were taken, and why others were not; or why nothing was taken.</returns>
    public (int Accepted, IReadOnlyList<string> Rejected, string Refusal) Take(ProbeReport report, string token)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (report.Location is not { Length: > 0 and <= MaxLocationLength } location || !location.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
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

        if (!Holds(location, token))
        {
            return (0, [], $"The location \"{location}\" belongs to another token, or this token to another location. Give each location a token of its own.");
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

    private bool Holds(string location, string token)
    {
        lock (_lock)
        {
            foreach (string old in _locations.Where(entry => time.GetElapsedTime(entry.Value.At) > LocationHold).Select(static entry => entry.Key).ToArray())
            {
                _locations.Remove(old);
            }

            if (_locations.Any(entry => (entry.Key == location) != (entry.Value.Token == token)))
            {
                return false;
            }

            _locations[location] = (token, time.GetTimestamp());
            return true;
        }
    }
}
