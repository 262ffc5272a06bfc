using System.Net;
using Edge.Gateway.Config;
using Edge.Gateway.Portal.StatusPage;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;
using Edge.Gateway.Status.Probing;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Status;

/// <summary>Reports from elsewhere: what is plausible, what comes late, and what waits there.</summary>
public sealed class ProbeReportsTests : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2027, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly StatusRecorder _recorder = new();
    private readonly ConfigFolder _folder = new();
    private readonly ProbeReports _reports;

    public ProbeReportsTests()
    {
        SnapshotStore store = new();
        store.Swap(_folder.With("journeys/j.yaml", "feature: A\nsteps: [ { path: / } ]").LoadGood());
        _reports = new ProbeReports(store, _recorder, _time);
        _recorder.Close(_time.GetUtcNow());
    }

    [Fact]
    public void Results_ReportedHoursLate_CountWhereTheyBelong()
    {
        DateTimeOffset then = _time.GetUtcNow().AddHours(-3);
        ProbeReportResult[] results = [.. Enumerable.Range(0, 60).Select(index => Result(then.AddSeconds(2 * index), index < 30 ? "failed" : "passed"))];
        Assert.Equal(60, _reports.Take(new ProbeReport("fra", _time.GetUtcNow(), true, results), "token").Accepted);
        IReadOnlyList<LedgerRow> rows = _recorder.Close(_time.GetUtcNow());
        LedgerDay day = _recorder.History["region-us"].DayOf(new DateOnly(2027, 1, 1));
        Assert.Equal((1, 1, MinuteState.Down, MinuteState.Up), (day.Up, day.Down, day[9 * 60], day[(9 * 60) + 1]));
        Assert.All(rows, static row => Assert.Equal("probe:fra", row.Source));
    }

    [Theory]
    [InlineData("", 0, "'location' is missing")]
    [InlineData("a b", 0, "'location' is missing")]
    [InlineData("fra", 31, "more than 30 s from this node's clock")]
    [InlineData("fra", -31, "more than 30 s from this node's clock")]
    public void Report_ThatIsImplausible_IsRefusedWhole(string location, int skewSeconds, string expected)
    {
        (int accepted, _, string refusal) = _reports.Take(new ProbeReport(location, _time.GetUtcNow().AddSeconds(skewSeconds), false, [Result(_time.GetUtcNow(), "failed")]), "token");
        Assert.Equal(0, accepted);
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
        Assert.Empty(_recorder.Close(_time.GetUtcNow(), all: true));
    }

    [Fact]
    public void Results_ThatAreWrong_AreRejectedOneByOne()
    {
        DateTimeOffset now = _time.GetUtcNow();
        ProbeReportResult good = Result(now, "passed");
        (int accepted, IReadOnlyList<string> rejected, _) = _reports.Take(
            new ProbeReport("fra", now, false, [good, null, good with { Journey = "other" }, good with { Host = "nobody.localhost" }, good with { Started = now.AddSeconds(2) }, good with { Started = now.AddHours(-25) }, good with { Verdict = "fine" }, good with { ValidMs = 0 }]), "token");
        Assert.Equal((1, 7), (accepted, rejected.Count));
    }

    [Fact]
    public void Location_BelongsToOneToken_ForAnHour()
    {
        Assert.Equal("", Report("fra", "one"));
        Assert.NotEqual("", Report("fra", "two"));
        Assert.NotEqual("", Report("nyc", "one"));
        Assert.Equal("", Report("nyc", "two"));
        _time.Advance(ProbeReports.LocationHold + TimeSpan.FromSeconds(1));
        Assert.Equal("", Report("fra", "two"));
    }

    [Fact]
    public void Buffer_ThatIsFull_LetsTheOldestGo()
    {
        ProbeBuffer buffer = new();
        for (int i = 0; i < ProbeBuffer.MaxResults + 5; i++)
        {
            buffer.Add(Result(_time.GetUtcNow().AddSeconds(i), "passed"));
        }

        (ProbeReportResult[] first, bool more) = buffer.Peek();
        Assert.Equal((5L, ProbeBuffer.MaxResults, ProbeReport.MaxResults, true), (buffer.Dropped, buffer.Count, first.Length, more));
        Assert.Equal(_time.GetUtcNow().AddSeconds(5), first[0].Started);
        buffer.Remove(first);
        buffer.Remove(first);
        Assert.Equal(ProbeBuffer.MaxResults - ProbeReport.MaxResults, buffer.Count);
    }

    [Fact]
    public void Guard_HoldsAddressesAndNetworks_AndForgetsThem()
    {
        StatusGuard guard = new(_time);
        Assert.Equal(StatusLimits.Burst, Enumerable.Range(0, 200).Count(_ => guard.TryEnter(IPAddress.Parse("192.0.2.1"))));
        Assert.Equal(StatusLimits.Burst, Enumerable.Range(0, 200).Count(index => guard.TryEnter(IPAddress.Parse($"2001:db8::{index:x}")))); // One /64.
        Assert.True(guard.TryEnter(IPAddress.Parse("192.0.2.2")));
        Assert.Equal(200, Enumerable.Range(0, 200).Count(_ => guard.TryEnter(null)));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(guard.TryEnter(IPAddress.Parse("192.0.2.1")));
    }

    public void Dispose() => _folder.Dispose();

    private string Report(string location, string token) => _reports.Take(new ProbeReport(location, _time.GetUtcNow(), false, [Result(_time.GetUtcNow(), "passed")]), token).Refusal;

    private static ProbeReportResult Result(DateTimeOffset started, string verdict) => new("j", "acme.localhost", started, 5, 6000, verdict, "");
}
