using Edge.Gateway.Admin;
using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Config;
using Edge.Tests.Gateway.Access;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Admin;

public sealed class TokenExpiryWatchTests
{
    [Fact]
    public void Step_TellsEachTokenOnce_TwoWeeksBeforeItsEnd()
    {
        ManualTime time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        RecordedEvents events = new();
        using ConfigFolder folder = new();
        string hash = Convert.ToHexString(AdminToken.HashOf("x"));
        SnapshotStore snapshots = new();
        snapshots.Swap(folder.With("admin.json", $$"""
            { "tokens": [
                { "id": "long", "role": "super-admin", "hash": "{{hash}}", "expires": "2026-02-01T00:00:00Z" },
                { "id": "forever", "role": "super-admin", "hash": "{{hash}}" },
                { "id": "shift", "role": "super-admin", "hash": "{{hash}}", "expires": "2026-01-01T08:00:00Z" } ] }
            """).LoadGood());
        using TokenExpiryWatch watch = new(snapshots, events, time);
        watch.Step();
        Assert.Empty(events.Lines); // A token of eight hours ends soon on purpose.
        time.Advance(TimeSpan.FromDays(17) - TimeSpan.FromTicks(1));
        watch.Step();
        Assert.Empty(events.Lines);
        time.Advance(TimeSpan.FromTicks(1));
        watch.Step();
        watch.Step();
        Assert.Equal("admin.token.expiring long by token-watch: ends at 2026-02-01 00:00:00Z; make another with `token new`, and replace its entry in admin.json", Assert.Single(events.Lines));
    }
}
