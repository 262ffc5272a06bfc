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
        Assert.Equal(60, _reports.Take(new ProbeReport("fra", _time.GetUtcNow(), true, results), "fra").Accepted);
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
        (int accepted, _, string refusal) = _reports.Take(new ProbeReport(location, _time.GetUtcNow().AddSeconds(skewSeconds), false, [Result(_time.GetUtcNow(), "failed")]), location);
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
            new ProbeReport("fra", now, false, [good, null, good with { Journey = "other" }, good with { Host = "nobody.localhost" }, good with { Started = now.AddSeconds(2) }, good with { Started = now.AddHours(-25) }, good with { Verdict = "fine" }, good with { ValidMs = 0 }]), "fra");
        Assert.Equal((1, 7), (accepted, rejected.Count));
    }

    [Theory]
    [InlineData("fra", "fra", "")]
    [InlineData("nyc", "fra", "This token is for the location \"fra\", and the report is from \"nyc\". Give each location a token of its own.")]
    [InlineData("fra", null, "This token has no location; set \"location\": \"fra\" beside it in admin.json. Give each location a token of its own.")]
    public void Report_IsOfTheTokensLocationOnly(string location, string? place, string expected) =>
        Assert.Equal(expected, _reports.Take(new ProbeReport(location, _time.GetUtcNow(), false, [Result(_time.GetUtcNow(), "passed")]), place).Refusal);

    [Fact]
    public void Locations_ThatSayNothing_OrAreGone_TakeNoPlaceOfOthers()
    {
        for (int i = 0; i < StatusRecorder.MaxSources; i++)
        {
            Assert.Equal((0, 1), Report($"unknown-{i}", Result(_time.GetUtcNow(), "passed") with { Journey = "other" })); // All of it is rejected.
        }

        for (int i = 0; i < StatusRecorder.MaxSources; i++)
        {
            Assert.Equal((1, 0), Report($"gone-{i}", Result(_time.GetUtcNow(), "passed")));
        }

        Assert.Equal((0, 1), Report("fra", Result(_time.GetUtcNow(), "passed")));
        _time.Advance(LedgerHistory.MaxLateness + TimeSpan.FromMinutes(5));
        _recorder.Close(_time.GetUtcNow());
        _time.Advance(TimeSpan.FromMinutes(2));
        _recorder.Close(_time.GetUtcNow());
        Assert.Equal((1, 0), Report("fra", Result(_time.GetUtcNow(), "passed")));
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

    private (int Accepted, int Rejected) Report(string location, ProbeReportResult result)
    {
        (int accepted, IReadOnlyList<string> rejected, string refusal) = _reports.Take(new ProbeReport(location, _time.GetUtcNow(), false, [result]), location);
        Assert.Equal("", refusal);
        return (accepted, rejected.Count);
    }

    private static ProbeReportResult Result(DateTimeOffset started, string verdict) => new("j", "acme.localhost", started, 5, 6000, verdict, "");
}
