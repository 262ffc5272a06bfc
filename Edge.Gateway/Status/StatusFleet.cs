using System.Globalization;
using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Redis;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;
using StackExchange.Redis;

namespace Edge.Gateway.Status;

/// <summary>Tells the other nodes what this one measured, and hears what they did: the entries, so that all keep the same ledger, and what each source sees now.</summary>
/// <remarks>Without <c>redis</c> it does nothing. While Redis is lost what is to be told waits, and the page shows what this node knows.</remarks>
internal sealed partial class StatusFleet(SnapshotStore snapshots, RedisConnection redis, TimeProvider time, ILogger<StatusFleet> logger)
{
    /// <summary>Time between two exchanges.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>How long entries stay for nodes that were away.</summary>
    public static readonly TimeSpan Retention = LedgerHistory.MaxLateness;

    /// <summary>After this time without a word nothing is known of what a node sees.</summary>
    public static readonly TimeSpan SightExpiry = TimeSpan.FromSeconds(10);

    /// <summary>How long a node leads about incidents, unless it goes on.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for Redis.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    /// <summary>Most entries that wait while Redis is lost; beyond that the oldest are not told.</summary>
    public const int MaxWaiting = 100_000;

    /// <summary>Most entries that are read at a time.</summary>
    public const int MaxRead = 10_000;

    private const string Prefix = "edge:{status}:"; // The braces keep all of them in one slot of a cluster.

    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly Dictionary<long, long> _read = []; // Entries read of each hour.
    private readonly Lock _lock = new(); // Guards what waits.
    private readonly List<LedgerRow> _waiting = [];
    private IReadOnlyList<(string Component, string Source, SourceSight Sight)> _sights = [];
    private Task<IReadOnlyList<LedgerRow>>? _running; // One at a time: it may outlast its step, and a later one takes what it heard.
    private long? _next; // The first hour that may have more; null for all.
    private long? _last;
    private long _epoch;

    /// <summary>Has entries told.</summary>
    public void Share(IReadOnlyList<LedgerRow> rows)
    {
        if (redis.IsConfigured)
        {
            lock (_lock)
            {
                _waiting.AddRange(rows);
                _waiting.RemoveRange(0, Math.Max(0, _waiting.Count - MaxWaiting));
            }
        }
    }

    /// <summary>Exchanges, when it is time; the entries that others told.</summary>
    public async Task<IReadOnlyList<LedgerRow>> StepAsync(StatusPlan plan, Func<string, IReadOnlyDictionary<string, SourceSight>> sights)
    {
        if (redis.Current is not { } connection)
        {
            _sights = [];
            return [];
        }

        if (_last is { } last && time.GetElapsedTime(last) < Interval)
        {
            return [];
        }

        _last = time.GetTimestamp();
        Task<IReadOnlyList<LedgerRow>> running = _running ??= ExchangeAsync(connection.GetDatabase(), plan, sights);
        try
        {
            return await running.WaitAsync(Deadline, time);
        }
        catch (Exception exception) // Whatever the client throws: the next exchange tries again.
        {
            LogNotShared(exception.Message);
            return [];
        }
        finally
        {
            _running = running.IsCompleted ? null : running;
        }
    }

    /// <summary>What all nodes know of the sources that see a component.</summary>
    public IReadOnlyDictionary<string, SourceSight> Merge(string component, IReadOnlyDictionary<string, SourceSight> own)
    {
        Dictionary<string, SourceSight> all = new(own, StringComparer.Ordinal);
        foreach ((_, string source, SourceSight sight) in _sights.Where(entry => entry.Component == component))
        {
            all[source] = (SourceSight)Math.Max((int)all.GetValueOrDefault(source), (int)sight);
        }

        return all;
    }

    /// <summary>Whether this node may open and change incidents by itself: of a fleet, one does. While Redis is lost each acts alone.</summary>
    public async Task<bool> MayLeadAsync()
    {
        if (redis.Current is not { } connection)
        {
            return true;
        }

        try
        {
            IDatabase database = connection.GetDatabase();
            if (await database.StringSetAsync(Prefix + "lead", _node, Lead, When.NotExists).WaitFairlyAsync(Deadline, time))
            {
                return true;
            }

            return (string?)await database.StringGetAsync(Prefix + "lead").WaitFairlyAsync(Deadline, time) == _node
                && await database.KeyExpireAsync(Prefix + "lead", Lead).WaitFairlyAsync(Deadline, time);
        }
        catch (Exception exception)
        {
            LogNotShared(exception.Message);
            return true;
        }
    }

    private static RedisKey RowsOf(long hour) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}entries:{hour}");

    private async Task<IReadOnlyList<LedgerRow>> ExchangeAsync(IDatabase database, StatusPlan plan, Func<string, IReadOnlyDictionary<string, SourceSight>> sights)
    {
        if (_epoch != redis.Epoch)
        {
            _read.Clear(); // Redis came back, maybe empty.
            _next = null;
            _epoch = redis.Epoch;
        }

        string node = snapshots.Current.Get<NodeSettings>().Id;
        object[] mine = [.. plan.Components.SelectMany(component => sights(component.Id).Where(static sight => sight.Value != SourceSight.Unsure)
            .Select(sight => new { component = component.Id, source = sight.Key, sight = (int)sight.Value }))];
        await database.StringSetAsync(Prefix + "sights:" + node, JsonSerializer.Serialize(mine), SightExpiry);
        await database.SetAddAsync(Prefix + "nodes", node);
        await HearSightsAsync(database, node);

        long hour = time.GetUtcNow().ToUnixTimeSeconds() / 3600;
        await TellRowsAsync(database, hour);
        return await HearRowsAsync(database, hour);
    }

    private async Task TellRowsAsync(IDatabase database, long hour)
    {
        LedgerRow[] told;
        lock (_lock)
        {
            told = [.. _waiting.Take(MaxRead)];
            _waiting.RemoveRange(0, told.Length);
        }

        if (told.Length == 0)
        {
            return;
        }

        try
        {
            await database.ListRightPushAsync(RowsOf(hour), [.. told.Select(static row => (RedisValue)JsonSerializer.Serialize(row))]);
            await database.KeyExpireAsync(RowsOf(hour), Retention + TimeSpan.FromHours(1));
        }
        catch
        {
            lock (_lock)
            {
                _waiting.InsertRange(0, told.Take(MaxWaiting - Math.Min(MaxWaiting, _waiting.Count)));
            }

            throw;
        }
    }

    private async Task HearSightsAsync(IDatabase database, string node)
    {
        List<(string, string, SourceSight)> heard = [];
        foreach (RedisValue other in await database.SetMembersAsync(Prefix + "nodes"))
        {
            RedisValue said = other == node ? RedisValue.Null : await database.StringGetAsync(Prefix + "sights:" + other);
            if (said.IsNull && other != node)
            {
                await database.SetRemoveAsync(Prefix + "nodes", other);
            }
            else if (!said.IsNull)
            {
                using JsonDocument document = JsonDocument.Parse((string)said!);
                heard.AddRange(document.RootElement.EnumerateArray().Select(static entry =>
                    (entry.GetProperty("component").GetString()!, entry.GetProperty("source").GetString()!, (SourceSight)entry.GetProperty("sight").GetInt32())));
            }
        }

        _sights = heard;
    }

    private async Task<IReadOnlyList<LedgerRow>> HearRowsAsync(IDatabase database, long hour)
    {
        if (_next > hour)
        {
            _next = null; // The clock went back: what is heard again counts once.
            _read.Clear();
        }

        List<LedgerRow> rows = [];
        Dictionary<long, long> read = [];
        long oldest = hour - (long)Retention.TotalHours;
        long at = Math.Max(oldest, Math.Min(_next ?? oldest, hour - 1)); // Nodes whose clocks are behind still tell of the hour before.
        for (int left = MaxRead; left > 0 && at <= hour;)
        {
            long from = read.GetValueOrDefault(at, _read.GetValueOrDefault(at));
            RedisValue[] values = await database.ListRangeAsync(RowsOf(at), from, from + left - 1);
            read[at] = from + values.Length;
            rows.AddRange(values.Select(static value => TryRead((string)value!)).OfType<LedgerRow>());
            at += values.Length < left ? 1 : 0; // A full page: there may be more of this hour.
            left -= values.Length;
        }

        foreach ((long done, long count) in read)
        {
            _read[done] = count; // Only now: of a read that fails nothing is passed over.
        }

        _next = Math.Min(at, hour - 1);
        foreach (long old in _read.Keys.Where(old => old < _next).ToArray())
        {
            _read.Remove(old);
        }

        return rows;
    }

    private static LedgerRow? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<LedgerRow>(text) is { Component.Length: > 0 and <= LedgerRow.MaxTextLength, Source.Length: > 0 and <= LedgerRow.MaxTextLength, Part.Length: > 0 and <= LedgerRow.MaxTextLength } row ? row : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(EdgeEvents.StatusNotShared, LogLevel.Debug, "The status is not shared at the moment: {Reason}")]
    private partial void LogNotShared(string reason);
}
