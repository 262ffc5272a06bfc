using Edge.Gateway.Events;
using Edge.Gateway.Events.Filters;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.Events;

public sealed class EventFilterTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Good => new()
    {
        { "eventType eq \"system.cell.down\"", "down" },
        { "EVENTTYPE EQ \"SYSTEM.CELL.DOWN\"", "down" },
        { "eventType ne \"system.cell.down\"", "up block" },
        { "eventType sw \"system.\"", "down up" },
        { "eventType ew \".up\"", "up" },
        { "eventType co \"CELL\"", "down up" },
        { "eventType co \"%\"", "" },
        { "target.id eq \"na_1\"", "" },
        { "target.id sw \"na\" and outcome.result eq \"FAILURE\"", "down" },
        { "actor.id eq \"ops-1\" or severity eq \"WARN\"", "up block" },
        { "severity eq \"INFO\" or severity eq \"ERROR\" and outcome.result eq \"FAILURE\"", "down up" },
        { "(severity eq \"INFO\" or severity eq \"ERROR\") and outcome.result eq \"FAILURE\"", "down" },
        { "not (outcome.reason pr)", "up block" },
        { "outcome.reason pr", "down" },
        { "outcome.reason ne \"probes failed\"", "up block" },
        { "not (outcome.reason co \"probes\")", "up block" },
        { "not (not (client.ipAddress eq \"192.0.2.1\"))", "block" },
        { "client.userAgent.rawUserAgent co \"\\\"q\\\\uote\"", "block" },
        { "transaction.id eq \"0HN5\"", "block" },
        { "debugContext.debugData.tenant eq \"acme\"", "block" },
        { "published eq \"2027-01-01T00:01:00Z\"", "up" },
        { "published gt \"2027-01-01T00:00:00.000Z\" and published lt \"2027-01-01T00:02:00Z\"", "up" },
        { "published ge \"2027-01-01T00:01:00Z\"", "up block" },
        { "published le \"2027-01-01T01:01:00+01:00\"", "down up" },
        { "published ne \"2027-01-01T00:01Z\"", "down block" },
        { "  eventType   pr  ", "down up block" },
    };

    public static TheoryData<string, int, string> Bad => new()
    {
        { "", 1, "an attribute is missing." },
        { "eventTyp eq \"x\"", 1, "'eventTyp' is no attribute that can be filtered by." },
        { "eventType is \"x\"", 11, "'is' is no operator. Accepted: eq, ne, co, sw, ew, pr, gt, ge, lt, le." },
        { "eventType", 10, "an operator is missing." },
        { "eventType eq", 13, "'eq' needs a value in double quotes." },
        { "eventType eq x", 14, "'eq' needs a value in double quotes." },
        { "eventType eq 'x'", 14, "''' is not expected here" },
        { "eventType eq \"x", 14, "the value has no closing '\"'." },
        { "eventType eq \"\\x\"", 14, "the value has an escape or a control character that JSON does not allow." },
        { "eventType eq \"x\" actor.id pr", 18, "'actor.id' is not expected here; \"and\" or \"or\" joins two conditions." },
        { "(eventType pr", 14, "')' is missing." },
        { "eventType pr)", 13, "')' is not expected here" },
        { "not eventType pr", 5, "\"not\" stands before parentheses" },
        { "eventType gt \"x\"", 11, "'gt' compares published only." },
        { "published co \"2027\"", 11, "'co' does not compare instants." },
        { "published gt \"yesterday\"", 14, "\"yesterday\" is no ISO 8601 instant" },
        { "target[type eq \"x\"]", 7, "'[' is not expected here" },
        { "eventType pr and", 17, "an attribute is missing." },
        { "\"x\" eq \"x\"", 1, "'x' is not expected here; a condition begins with an attribute." },
        { new string('(', EventFilter.MaxDepth + 1), EventFilter.MaxDepth + 1, "parentheses are nested deeper than 20." },
        { string.Join(" or ", Enumerable.Repeat("uuid pr", EventFilter.MaxComparisons + 1)), 1101, "the filter has more than 100 conditions." },
        { new string(' ', EventFilter.MaxLength + 1), EventFilter.MaxLength + 1, "the filter has 4097 characters; at most 4096 are accepted." },
    };

    [Fact]
    public async Task Filters_OnThreeEvents_ShowThoseThatTheyMean()
    {
        await using LogBed bed = await ThreeEventsAsync();
        foreach (var row in Good)
        {
            (string text, string expected) = row.Data;
            EventFilter? filter = EventFilter.Parse(text, out FilterError? error);
            Assert.True(filter is not null, $"{text}: {error}");
            EventPage page = await bed.Log.ReadAsync(new EventQuery(DateTimeOffset.MinValue, null, 10) { Filter = filter }, Cancelled);
            Assert.Equal($"{text} → {expected}", $"{text} → {string.Join(' ', page.Events.Select(static logged => logged.Event.EventType.Split('.')[^1].Replace("blocked", "block", StringComparison.Ordinal)))}");
        }

        Assert.Equal(26, Good.Count);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Filter_ThatIsWrong_SaysWhereAndWhat(string text, int position, string message)
    {
        Assert.Null(EventFilter.Parse(text, out FilterError? error));
        Assert.StartsWith($"{position}: {message}", $"{error!.Position}: {error.Message}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_OfRandomPieces_AreRefusedOrRun()
    {
        await using LogBed bed = await ThreeEventsAsync();
        string[] pieces = ["eventType eq \"x\"", "outcome.reason pr", "(", ")", "not", "and", "or", "eventType", "published", "outcome.reason", "eq", "ne", "pr", "co", "gt", "\"x\"", "\"2027-01-01\"", "\"%_\\\\\"", "\"", "'", ";", "--", "0"];
        int good = 0;
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(static chosen => string.Join(' ', chosen)).ToArbitrary(), text =>
        {
            if (EventFilter.Parse(text, out FilterError? error) is { } filter)
            {
                good++;
                bed.Log.ReadAsync(new EventQuery(DateTimeOffset.MinValue, null, 10) { Filter = filter }, Cancelled).GetAwaiter().GetResult();
            }
            else
            {
                Assert.InRange(error!.Position, 1, text.Length + 1);
            }
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(3000));
        Assert.True(good > 0);
    }

    private static async Task<LogBed> ThreeEventsAsync()
    {
        LogBed bed = new();
        bed.Log.Write(new EdgeEvent("system.cell.down", EventSeverity.Error, "health", "na-1", EventOutcome.Failure, "probes failed"));
        bed.Time.Advance(TimeSpan.FromMinutes(1));
        bed.Log.Write(new EdgeEvent("system.cell.up", EventSeverity.Info, "ops-1", "na-1", EventOutcome.Success));
        bed.Time.Advance(TimeSpan.FromMinutes(1));
        bed.Log.Write(new EdgeEvent("security.request.blocked", EventSeverity.Warn, "192.0.2.1", "acme", EventOutcome.Deny) { ClientAddress = "192.0.2.1", UserAgent = "a \"q\\uote", TransactionId = "0HN5", Tenant = "acme" });
        await bed.Log.FlushAsync(Cancelled);
        return bed;
    }
}
