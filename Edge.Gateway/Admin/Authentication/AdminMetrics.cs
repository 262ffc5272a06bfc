using System.Diagnostics.Metrics;
using Edge.Gateway.Config;
using Edge.Gateway.Observability;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Counts attempts at the admin API, and tokens by how much of their time is left.</summary>
internal sealed class AdminMetrics
{
    private readonly Counter<long> _attempts;

    public AdminMetrics(IMeterFactory meters, SnapshotStore snapshots, TimeProvider time)
    {
        Meter meter = EdgeMeter.Create(meters);
        _attempts = meter.CreateCounter<long>("edge.admin.attempts", "{request}", "Requests to the admin API, by what became of them at its door.");
        meter.CreateObservableGauge("edge.admin.tokens", () => Measure(snapshots.CurrentOrNull, time.GetUtcNow()), "{token}", "Admin tokens, by state.");
    }

    public void Attempted(AttemptOutcome outcome) => _attempts.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
    {
        AttemptOutcome.Allowed => "allowed",
        AttemptOutcome.Forbidden => "forbidden",
        AttemptOutcome.Missing => "missing",
        AttemptOutcome.Expired => "expired",
        AttemptOutcome.Locked => "locked",
        _ => "unknown",
    }));

    private static Measurement<int>[] Measure(EdgeSnapshot? snapshot, DateTimeOffset now)
    {
        IReadOnlyList<AdminToken> tokens = snapshot?.Get<AdminDirectory>().Tokens ?? [];
        int expired = tokens.Count(token => token.IsExpired(now));
        int expiring = tokens.Count(token => token.IsExpiring(now));
        return
        [
            new(tokens.Count - expired - expiring, new KeyValuePair<string, object?>("state", "valid")),
            new(expiring, new KeyValuePair<string, object?>("state", "expiring")),
            new(expired, new KeyValuePair<string, object?>("state", "expired")),
        ];
    }
}
