using Edge.Gateway.Events;
using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Tests.Gateway.Events;

public sealed class EventLogTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_WithAllMembers_ComesBackAsItWas()
    {
        await using LogBed bed = new();
        EdgeEvent written = new("system.cell.drain", EventSeverity.Warn, "ops-1", "na-1", EventOutcome.Failure, "because")
        {
            Tenant = "acme",
            ActorType = "AdminToken",
            TargetType = "Cell",
            TargetName = "North America 1",
            ClientAddress = "2001:db8::1",
            UserAgent = "curl/8",
            TransactionId = "0HN5",
            Message = "Drain a cell",
        };
        await bed.Log.WriteDurableAsync(written, Cancelled);
        await bed.ReopenAsync();
        LoggedEvent read = Assert.Single(bed.Log.Since(DateTimeOffset.MinValue, 10));
        Assert.Equal(written, read.Event);
        Assert.Equal(bed.Time.GetUtcNow(), read.Published);
        Assert.Equal("node-1", read.Node);
    }

    [Fact]
    public async Task Write_ManyAtOnceFromManyThreads_AllAreStoredAndReadersSeeTheirOwn()
    {
        await using LogBed bed = new();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(
            async () =>
            {
                for (int i = 0; i < 500; i++)
                {
                    bed.Log.Write(LogBed.Event($"t{thread}"));
                }

                EventPage page = await bed.Log.ReadAsync(new EventQuery(DateTimeOffset.MinValue, null, 10_000), Cancelled);
                Assert.Equal(500, page.Events.Count(logged => logged.Event.EventType == $"t{thread}"));
            },
            Cancelled)));
        Assert.Equal(4000, bed.Log.Since(DateTimeOffset.MinValue, 10_000).Count);
        Assert.Equal(0, bed.Metrics.Dropped);
    }

    [Fact]
    public async Task Write_WhileNothingIsStored_KeepsSomeAndCountsTheRest()
    {
        await using LogBed bed = new(isOpen: false);
        for (int i = 0; i < EventLog.MaxQueued + 7; i++)
        {
            bed.Log.Write(LogBed.Event("flood"));
        }

        Assert.Equal(7, bed.Metrics.Dropped);
        bed.Open();
        Assert.Equal(EventLog.MaxQueued, bed.Log.Since(DateTimeOffset.MinValue, 100_000).Count);
    }

    [Fact]
    public async Task WriteDurable_ProcessDiesAfterIt_IsInWhatIsOnDisk()
    {
        await using LogBed bed = new();
        await bed.Log.WriteDurableAsync(LogBed.Event("kept"), Cancelled);
        string image = Path.Combine(bed.Folder, "image.db");
        File.Copy(bed.FilePath, image);
        File.Copy(bed.FilePath + "-wal", image + "-wal"); // What a crash leaves: nothing was closed.
        using var store = new EventStore(image);
        Assert.Equal("kept", Assert.Single(EventStore.Read(image, new EventQuery(DateTimeOffset.MinValue, null, 10), Cancelled).Events).Event.EventType);
    }

    [Fact]
    public async Task Event_WithAnIdOfItsOwn_IsStoredOnce()
    {
        await using LogBed bed = new();
        Guid id = EventIdentity.Of("system.dr.failover", "tenant/acme/failover 7");
        await bed.Log.WriteDurableAsync(LogBed.Event("first") with { Id = id }, Cancelled);
        await bed.Log.WriteDurableAsync(LogBed.Event("second") with { Id = id }, Cancelled);
        bed.Log.Write(LogBed.Event("third") with { Id = EventIdentity.Of("system.dr.failover", "tenant/acme/failover 8") });
        Assert.Equal("first third", await bed.TypesAsync());
    }

    [Fact]
    public async Task Polling_ByTheCursor_SeesEverythingOnceAndAlwaysHasANext()
    {
        await using LogBed bed = new();
        EventQuery query = new(DateTimeOffset.MinValue, null, 2);
        List<string> seen = [];
        for (int round = 0; round < 4; round++)
        {
            bed.Log.Write(LogBed.Event($"a{round}"));
            bed.Log.Write(LogBed.Event($"b{round}"));
            bed.Log.Write(LogBed.Event($"c{round}"));
            bed.Time.Advance(TimeSpan.FromHours(-1)); // Clocks go back; who polls must not miss what comes then.
            EventPage page = await bed.Log.ReadAsync(query, Cancelled);
            seen.AddRange(page.Events.Select(static logged => logged.Event.EventType));
            Assert.True(EventCursor.TryParse(page.Next!.ToString(), out EventCursor? next));
            query = query with { After = next };
        }

        while (await bed.Log.ReadAsync(query, Cancelled) is { Events.Count: > 0 } more)
        {
            seen.AddRange(more.Events.Select(static logged => logged.Event.EventType));
            query = query with { After = more.Next };
        }

        Assert.Equal("a0 b0 c0 a1 b1 c1 a2 b2 c2 a3 b3 c3", string.Join(' ', seen));
        EventPage last = await bed.Log.ReadAsync(query, Cancelled);
        Assert.Empty(last.Events);
        Assert.Equal(query.After, last.Next);
    }

    [Theory]
    [InlineData(false, "e2 e3 e4 e5")]
    [InlineData(true, "e5 e4 e3 e2")]
    public async Task BoundedQuery_PageByPage_EndsWithoutANext(bool isDescending, string expected)
    {
        await using LogBed bed = new();
        DateTimeOffset start = bed.Time.GetUtcNow();
        for (int i = 0; i < 8; i++)
        {
            bed.Log.Write(LogBed.Event($"e{i}"));
            bed.Time.Advance(TimeSpan.FromMinutes(1));
        }

        EventQuery? query = new(start.AddMinutes(2), start.AddMinutes(6), 3) { IsDescending = isDescending };
        List<string> seen = [];
        while (query is not null)
        {
            EventPage page = await bed.Log.ReadAsync(query, Cancelled);
            seen.AddRange(page.Events.Select(static logged => logged.Event.EventType));
            query = page.Next is null ? null : query with { After = page.Next };
        }

        Assert.Equal(expected, string.Join(' ', seen));
    }

    [Fact]
    public async Task Retention_ByCountAndAge_LetsTheOldestGo()
    {
        await using LogBed bed = new();
        await bed.Log.WriteDurableAsync(LogBed.Event("old"), Cancelled);
        bed.Time.Advance(TimeSpan.FromDays(2));
        for (int i = 0; i < 5; i++)
        {
            await bed.Log.WriteDurableAsync(LogBed.Event($"e{i}"), Cancelled);
        }

        bed.Log.Open(bed.Settings with { Retention = TimeSpan.FromDays(1) });
        bed.Time.Advance(EventLog.TrimInterval);
        Assert.Equal("e0 e1 e2 e3 e4", await bed.TypesAsync());

        bed.Log.Open(bed.Settings with { MaxCount = 2 });
        bed.Time.Advance(EventLog.TrimInterval);
        Assert.Equal("e3 e4", await bed.TypesAsync());
    }

    [Fact]
    public async Task Tenants_OfAQuery_ShowOnlyTheirEvents()
    {
        await using LogBed bed = new();
        bed.Log.Write(LogBed.Event("node"));
        bed.Log.Write(LogBed.Event("acme") with { Tenant = "acme" });
        bed.Log.Write(LogBed.Event("globex") with { Tenant = "globex" });
        EventQuery query = new(DateTimeOffset.MinValue, null, 10);
        Assert.Equal("acme", await bed.TypesAsync(query with { Tenants = ["acme"] }));
        Assert.Equal("acme globex", await bed.TypesAsync(query with { Tenants = ["globex", "acme"] }));
        Assert.Equal("acme globex", await bed.TypesAsync(query with { Tenants = [EventQuery.AnyTenant] }));
        Assert.Equal("", await bed.TypesAsync(query with { Tenants = [] }));
    }

    [Fact]
    public async Task File_ThatIsDamaged_IsPutAsideAndANewLogBegins()
    {
        await using LogBed bed = new(isOpen: false);
        Directory.CreateDirectory(Path.GetDirectoryName(bed.FilePath)!);
        byte[] rubbish = [.. Enumerable.Range(0, 9000).Select(static index => (byte)index)];
        await File.WriteAllBytesAsync(bed.FilePath, rubbish, Cancelled);
        bed.Open();
        await bed.Log.WriteDurableAsync(LogBed.Event("after"), Cancelled);
        Assert.Equal("system.state.quarantined after", string.Join(' ', (await bed.TypesAsync()).Split(' ').OrderDescending(StringComparer.Ordinal)));
        string aside = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(bed.FilePath)!, "events.db.unusable-*"));
        Assert.Equal(rubbish, await File.ReadAllBytesAsync(aside, Cancelled));
    }

    [Fact]
    public async Task Disk_ThatFailsAndReturns_LosesNothingAndTellsWhoWaited()
    {
        await using LogBed bed = new(isOpen: false);
        string folder = Path.GetDirectoryName(bed.FilePath)!;
        await File.WriteAllTextAsync(folder, "no folder", Cancelled);
        bed.Log.Write(LogBed.Event("before"));
        bed.Open();
        await Assert.ThrowsAsync<IOException>(() => bed.Log.WriteDurableAsync(LogBed.Event("waited"), Cancelled));
        await Assert.ThrowsAsync<IOException>(() => bed.Log.ReadAsync(new EventQuery(DateTimeOffset.MinValue, null, 10), Cancelled));
        File.Delete(folder);
        await TestKit.TestGateway.WaitUntilAsync(async () =>
        {
            try
            {
                return await bed.TypesAsync() == "before waited";
            }
            catch (IOException)
            {
                return false;
            }
        });
        Assert.Equal(0, bed.Metrics.Dropped);
    }

    [Fact]
    public async Task Rows_OfTheFile_CannotBeChanged()
    {
        await using LogBed bed = new();
        await bed.Log.WriteDurableAsync(LogBed.Event("written"), Cancelled);
        using var connection = new SqliteConnection($"Data Source={bed.FilePath};Pooling=False");
        connection.Open();
        Assert.Contains("never changed", Assert.Throws<SqliteException>(() => SqliteFile.Execute(connection, "UPDATE events SET actor = 'x'")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongTexts_OfClients_AreCut()
    {
        await using LogBed bed = new();
        await bed.Log.WriteDurableAsync(LogBed.Event("x", new string('t', 10_000)) with { Reason = new string('r', 10_000), UserAgent = new string('u', 10_000) }, Cancelled);
        EdgeEvent read = Assert.Single(bed.Log.Since(DateTimeOffset.MinValue, 1)).Event;
        Assert.Equal((EdgeEvent.MaxTextLength, EdgeEvent.MaxReasonLength, EdgeEvent.MaxTextLength), (read.Target.Length, read.Reason!.Length, read.UserAgent!.Length));
    }

    [Theory]
    [InlineData("uuid = 'x'")]
    [InlineData("severity = 'LOUD'")]
    [InlineData("published = 9223372036854775807")]
    public async Task Query_WithARowThatIsNoEvent_LeavesItOutAndCountsIt(string damage)
    {
        await using LogBed bed = new(isOpen: false);
        bed.Open();
        foreach (string type in (string[])["a", "b", "c"])
        {
            await bed.Log.WriteDurableAsync(LogBed.Event(type), LogBed.Cancelled);
        }

        await bed.Log.DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={bed.FilePath};Pooling=False"))
        {
            connection.Open();
            SqliteFile.Execute(connection, $"DROP TRIGGER events_append_only; UPDATE events SET {damage} WHERE event_type = 'b'");
        }

        await bed.ReopenAsync();
        Assert.Equal("a c", await bed.TypesAsync());
        EventPage first = await bed.Log.ReadAsync(new EventQuery(DateTimeOffset.MinValue, null, 2), LogBed.Cancelled);
        EventPage second = await bed.Log.ReadAsync(new EventQuery(DateTimeOffset.MinValue, null, 2) { After = first.Next }, LogBed.Cancelled);
        Assert.Equal(["a", "c"], first.Events.Concat(second.Events).Select(static logged => logged.Event.EventType));
    }
}
