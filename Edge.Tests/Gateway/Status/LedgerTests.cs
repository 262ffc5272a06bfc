using System.Globalization;
using Edge.Gateway.Journeys;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;
using Edge.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Gateway.Status;

/// <summary>The ledger: an hour that is measured, kept, restarted and recomputed by somebody who only has the CSV and the documented rule.</summary>
public sealed class LedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 31, 23, 20, 0, TimeSpan.Zero); // The hour passes into another year.

    [Fact]
    public async Task Hour_WithOutageGapAndRestart_CanBeRecomputedFromTheCsv()
    {
        using TestFolder folder = new();
        ManualTime time = new(Start);
        using (Bench first = new(folder, time))
        {
            await first.RunAsync(TimeSpan.FromMinutes(20), static at => at.Minute is 25 or 26 ? JourneyVerdict.Failed : JourneyVerdict.Passed);
            await first.StopAsync();
        }

        time.Advance(TimeSpan.FromMinutes(7)); // Nobody measures.
        using Bench second = new(folder, time);
        Assert.Equal((2, 18), (second.Day(Start).Down, second.Day(Start).Up));
        await second.RunAsync(TimeSpan.FromMinutes(33), static at => at is { Minute: 2, Second: < 12 } ? JourneyVerdict.Unanswered : JourneyVerdict.Passed);
        await second.StopAsync();

        Dictionary<string, (int Up, int Down)> recomputed = Recompute(LedgerCsv.Entries(LedgerStore.ReadEntries(folder["status.db"], 0, long.MaxValue)));
        Assert.Equal((31, 2), recomputed["2026-12-31 c"]);
        Assert.Equal((19, 1), recomputed["2027-01-01 c"]);
        Assert.Equal((19, 1), recomputed["2027-01-01 " + StatusComponent.FrontDoor.Id]);
        Assert.Equal((33, 0), recomputed["2026-12-31 " + StatusComponent.FrontDoor.Id]); // A wrong answer is an answer.
        ComponentHistory history = second.Recorder.History["c"];
        long until = LedgerRow.MinuteOf(time.GetUtcNow());
        Assert.Equal(new Uptime(31, 2, 7), history.Between(new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31), until));
        Assert.Equal(new Uptime(19, 1, 0), history.Between(new DateOnly(2027, 1, 1), new DateOnly(2027, 12, 31), until));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 2, 0, TimeSpan.Zero), LedgerRow.TimeOf(history.LastDown()!.Value));
        Assert.Equal(95, history.Between(new DateOnly(2027, 1, 1), new DateOnly(2027, 12, 31), until).Percent!.Value, 3);
        foreach (string[] day in LedgerCsv.Days(LedgerStore.ReadDays(folder["status.db"])).Skip(1).Select(static line => line.Split(',')))
        {
            Assert.Equal(recomputed[$"{day[0]} {day[1]}"], (int.Parse(day[2], CultureInfo.InvariantCulture), int.Parse(day[3], CultureInfo.InvariantCulture)));
            Assert.Equal(1440, day[5].Length);
        }
    }

    [Fact]
    public async Task Database_Locked_IsWrittenLaterAndNothingIsLost()
    {
        using TestFolder folder = new();
        ManualTime time = new(Start);
        using Bench bench = new(folder, time);
        await bench.RunAsync(TimeSpan.FromMinutes(3), static _ => JourneyVerdict.Passed);
        await bench.Writer.FlushAsync();
        using (SqliteConnection other = new($"Data Source={folder["status.db"]};Pooling=False"))
        {
            other.Open();
            using SqliteCommand command = other.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
            await bench.RunAsync(TimeSpan.FromMinutes(3), static _ => JourneyVerdict.Passed);
            Assert.False(await bench.Writer.FlushAsync());
            Assert.True(bench.Day(Start).Up >= 5);
        }

        Assert.True(await bench.Writer.FlushAsync());
        Assert.Equal(bench.Day(Start).Up, LedgerStore.ReadDays(folder["status.db"]).Single(static day => day.Component == "c").States.Count(static letter => letter == 'u'));
    }

    [Fact]
    public async Task Database_LockedAtTheStart_IsLoadedLaterAndNoDayIsWrittenOver()
    {
        using TestFolder folder = new();
        ManualTime time = new(Start);
        using (Bench before = new(folder, time))
        {
            await before.RunAsync(TimeSpan.FromMinutes(5), static _ => JourneyVerdict.Failed);
            await before.StopAsync();
        }

        StatusRecorder recorder = new();
        using LedgerWriter writer = new(time, NullLogger<LedgerWriter>.Instance);
        using (SqliteConnection other = new($"Data Source={folder["status.db"]};Pooling=False"))
        {
            other.Open();
            using SqliteCommand command = other.CreateCommand();
            command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
            Assert.Null(writer.TryOpen(folder["status.db"], new LedgerHistory()));
            LedgerRow row = new(LedgerRow.MinuteOf(time.GetUtcNow()), "c", "node:a", "later", new MinuteTally((1UL << 60) - 1, 0, 1, 0, 0, 0));
            writer.Add([row], recorder.DaysOf(recorder.Take([row])));
            Assert.False(await writer.FlushAsync());
        }

        LedgerHistory history = new();
        recorder.Begin(history, writer.TryOpen(folder["status.db"], history)!.Concat(writer.Waiting));
        writer.Add([], recorder.DaysOf(writer.Waiting));
        Assert.True(await writer.FlushAsync());
        LedgerDay day = LedgerDay.Parse(LedgerStore.ReadDays(folder["status.db"]).Single(static day => day.Component == "c").States);
        Assert.Equal((1, 5), (day.Up, day.Down));
    }

    [Fact]
    public void Entries_ThatComeTwiceOrTooLate_CountOnceOrNotAtAll()
    {
        LedgerHistory history = new();
        long minute = LedgerRow.MinuteOf(Start);
        history.Close(minute + 1);
        LedgerRow row = new(minute, "c", "probe:x", "1", new MinuteTally((1UL << 60) - 1, 0, 1, 0, 0, 0));
        Assert.True(history.Add(row));
        Assert.False(history.Add(row));
        Assert.False(history.Add(row with { Minute = minute - (25 * 60) }));
        Assert.True(history.Add(row with { Source = "node:a", Tally = new MinuteTally(0, 0x3FF, 0, 1, 0, 0) })); // Late, from another source: the minute is judged anew.
        Assert.Equal((0, 1), (history["c"].DayOf(new DateOnly(2026, 12, 31)).Up, history["c"].DayOf(new DateOnly(2026, 12, 31)).Down));
        history.Close(minute + 1 - LedgerHistory.MaxBack);
        Assert.Equal(minute + 1, history.Until);
    }

    [Fact]
    public void Clock_ThatWasDaysAhead_AndIsPutRight_DoesNotStopTheLedger()
    {
        LedgerHistory history = new();
        long minute = LedgerRow.MinuteOf(Start);
        history.Close(minute + (3 * 24 * 60));
        LedgerRow row = new(minute, "c", "node:a", "1", new MinuteTally((1UL << 60) - 1, 0, 1, 0, 0, 0));
        Assert.False(history.Add(row));
        long version = history.Version;
        history.Close(minute + 1);
        Assert.Equal(minute + 1, history.Until);
        Assert.True(history.Version > version);
        Assert.True(history.Add(row));
    }

    [Fact]
    public void File_ThatIsNoDatabase_IsPutAsideAndBegunAnew()
    {
        using TestFolder folder = new();
        folder.Write("status.db", new string('x', 4096));
        using LedgerWriter writer = new(TimeProvider.System, NullLogger<LedgerWriter>.Instance);
        Assert.Empty(writer.TryOpen(folder["status.db"], new LedgerHistory())!);
        Assert.Single(Directory.GetFiles(folder.Path, "status.db.unusable-*"));
        Assert.False(File.Exists(folder["status.db"]));
    }

    // What docs/status-page.md says, and nothing else: seconds by letters, sources by prefix.
    private static Dictionary<string, (int Up, int Down)> Recompute(IEnumerable<string> csv)
    {
        Dictionary<string, (int Up, int Down)> days = [];
        foreach (var minute in csv.Skip(1).Select(static line => line.Split(',')).GroupBy(static cells => (cells[0], cells[1])))
        {
            int measured = 0, down = 0;
            for (int second = 0; second < 60; second++)
            {
                char[] nodes = [.. minute.Where(static cells => cells[2].StartsWith("node:", StringComparison.Ordinal)).Select(cells => cells[10][second])];
                char[] probes = [.. minute.Where(static cells => cells[2].StartsWith("probe:", StringComparison.Ordinal)).Select(cells => cells[10][second])];
                int all = nodes.Concat(probes).Count(static letter => letter != '-');
                int downProbes = probes.Count(static letter => letter == 'd');
                measured += all > 0 ? 1 : 0;
                down += nodes.Contains('d') || downProbes >= 2 || (downProbes == 1 && all == 1) ? 1 : 0;
            }

            bool failed = minute.Any(static cells => cells[2].StartsWith("node:", StringComparison.Ordinal) && long.Parse(cells[8], CultureInfo.InvariantCulture) is >= 50 and var requests && long.Parse(cells[9], CultureInfo.InvariantCulture) >= 0.2 * requests);
            string key = $"{minute.Key.Item1[..10]} {minute.Key.Item2}";
            (int ups, int downs) = days.GetValueOrDefault(key);
            days[key] = down >= 10 || failed ? (ups, downs + 1) : measured >= 30 ? (ups + 1, downs) : (ups, downs);
        }

        return days;
    }

    private sealed class Bench : IDisposable
    {
        private readonly ManualTime _time;

        public Bench(TestFolder folder, ManualTime time)
        {
            _time = time;
            Writer = new LedgerWriter(time, NullLogger<LedgerWriter>.Instance);
            Recorder.History.Close(LedgerRow.MinuteOf(time.GetUtcNow()));
            Recorder.Take(Writer.TryOpen(folder["status.db"], Recorder.History)!);
        }

        public StatusRecorder Recorder { get; } = new();

        public LedgerWriter Writer { get; }

        public LedgerDay Day(DateTimeOffset date) => Recorder.History["c"].DayOf(DateOnly.FromDateTime(date.UtcDateTime));

        public async Task RunAsync(TimeSpan length, Func<DateTimeOffset, JourneyVerdict> verdict)
        {
            for (DateTimeOffset end = _time.GetUtcNow() + length; _time.GetUtcNow() < end; _time.Advance(TimeSpan.FromSeconds(1)))
            {
                DateTimeOffset now = _time.GetUtcNow();
                Recorder.CoverTo("node:a", now);
                if (now.Second % 2 == 0)
                {
                    Recorder.Observe("node:a", new JourneyResult("j", "h", now, TimeSpan.Zero, verdict(now), ""), ["c"], TimeSpan.FromSeconds(5));
                }

                Keep(Recorder.Close(now));
            }

            await Writer.FlushAsync();
        }

        public async Task StopAsync()
        {
            Recorder.CoverTo("node:a", _time.GetUtcNow());
            Keep(Recorder.Close(_time.GetUtcNow(), all: true));
            Assert.True(await Writer.FlushAsync());
        }

        public void Dispose() => Writer.Dispose();

        private void Keep(IReadOnlyList<LedgerRow> rows) => Writer.Add(rows, Recorder.DaysOf(rows));
    }
}
