using System.Globalization;
using Edge.Gateway.Config;
using Edge.Gateway.Events;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Writes <c>admin.token.expiring</c> once for each token that ends soon.</summary>
internal sealed class TokenExpiryWatch(SnapshotStore snapshots, IEventLog events, TimeProvider time) : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly HashSet<(string Id, DateTimeOffset? Expires)> _told = [];

    /// <summary>One look.</summary>
    public void Step()
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<AdminToken> tokens = snapshots.Current.Get<AdminDirectory>().Tokens;
        _told.IntersectWith(tokens.Select(static token => (token.Id, token.Expires)));
        foreach (AdminToken token in tokens)
        {
            if (token.IsExpiring(now) && _told.Add((token.Id, token.Expires)))
            {
                events.Write(new EdgeEvent("admin.token.expiring", EventSeverity.Warn, "token-watch", token.Id, EventOutcome.Success, string.Create(CultureInfo.InvariantCulture, $"ends at {token.Expires:u}; make another with `token new`, and replace its entry in admin.json")));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                Step();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
        }
    }
}
