using System.Collections.Concurrent;
using System.Globalization;

namespace Edge.Rules.Collections;

/// <summary>Persistent collections in this process's memory, bounded in records and in variables of a record.</summary>
internal sealed class MemoryCollections : IPersistentCollections
{
    /// <summary>Records of all collections; the eldest give way, a tenth at a time.</summary>
    private const int MaxRecords = 100_000;

    /// <summary>Variables of one record; more are not written.</summary>
    private const int MaxVariables = 256;

    /// <summary>Chars of a value; the rest is cut.</summary>
    private const int MaxValueChars = 4096;

    private readonly ConcurrentDictionary<string, Record>[] _collections;
    private readonly TimeProvider _time;
    private int _records;

    public MemoryCollections(TimeProvider time)
    {
        _time = time;
        _collections = [.. Enumerable.Range(0, 5).Select(static _ => new ConcurrentDictionary<string, Record>(StringComparer.OrdinalIgnoreCase))];
    }

    public bool TryGet(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable, out string value)
    {
        value = "";
        if (Find(collection, key) is not Record record)
        {
            return false;
        }

        long now = Now();
        lock (record)
        {
            if (record.ExpiresAt > now && record.Lookup.TryGetValue(variable, out Item item) && item.ExpiresAt > now)
            {
                value = item.Value;
                return true;
            }
        }

        return false;
    }

    public void Set(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable, ReadOnlySpan<char> value, TimeSpan lifetime)
    {
        Record record = Open(collection, key);
        lock (record)
        {
            record.Write(variable, value[..Math.Min(value.Length, MaxValueChars)].ToString(), Now(), lifetime);
        }
    }

    public long Add(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable, long amount, TimeSpan lifetime)
    {
        Record record = Open(collection, key);
        long now = Now();
        lock (record)
        {
            long before = record.ExpiresAt > now && record.Lookup.TryGetValue(variable, out Item item) && item.ExpiresAt > now
                ? Execution.SmallNumbers.Parse(item.Value) : 0;
            record.Write(variable, (before + amount).ToString(CultureInfo.InvariantCulture), now, lifetime);
            return before + amount;
        }
    }

    public void Remove(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable)
    {
        if (Find(collection, key) is Record record)
        {
            lock (record)
            {
                record.Lookup.Remove(variable);
            }
        }
    }

    public void Expire(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable, TimeSpan after)
    {
        if (Find(collection, key) is Record record)
        {
            lock (record)
            {
                if (record.Lookup.TryGetValue(variable, out Item item))
                {
                    Dictionary<string, Item>.AlternateLookup<ReadOnlySpan<char>> variables = record.Lookup;
                    variables[variable] = item with { ExpiresAt = Now() + (long)after.TotalMilliseconds };
                }
            }
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> Enumerate(string collection, ReadOnlySpan<char> key)
    {
        if (Find(collection, key) is not Record record)
        {
            return [];
        }

        long now = Now();
        lock (record)
        {
            return record.ExpiresAt <= now ? []
                : [.. record.Variables.Where(pair => pair.Value.ExpiresAt > now).Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.Value))];
        }
    }

    private static int IndexOf(string collection) => collection switch
    {
        "ip" => 0,
        "session" => 1,
        "user" => 2,
        "global" => 3,
        _ => 4,
    };

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private Record? Find(string collection, ReadOnlySpan<char> key) =>
        _collections[IndexOf(collection)].GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out Record? record) ? record : null;

    private Record Open(string collection, ReadOnlySpan<char> key)
    {
        if (Find(collection, key) is Record found)
        {
            return found;
        }

        if (Interlocked.Increment(ref _records) > MaxRecords)
        {
            Evict();
        }

        return _collections[IndexOf(collection)].GetOrAdd(key.ToString(), static _ => new Record());
    }

    /// <summary>Drops what has expired, and then the eldest, until a tenth of the room is free.</summary>
    private void Evict()
    {
        lock (_collections)
        {
            long now = Now();
            var all = _collections.SelectMany(static (records, index) => records.Select(pair => (Index: index, pair.Key, pair.Value.ExpiresAt))).ToList();
            int target = MaxRecords - (MaxRecords / 10);
            int left = all.Count;
            foreach ((int index, string key, long expiresAt) in all.OrderBy(static item => item.ExpiresAt))
            {
                if (expiresAt > now && left <= target)
                {
                    break;
                }

                left -= _collections[index].TryRemove(key, out _) ? 1 : 0;
            }

            Volatile.Write(ref _records, left);
        }
    }

    private readonly record struct Item(string Value, long ExpiresAt);

    private sealed class Record
    {
        public Record() => Lookup = Variables.GetAlternateLookup<ReadOnlySpan<char>>();

        public Dictionary<string, Item> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Dictionary<string, Item>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; }

        public long ExpiresAt { get; private set; }

        public void Write(ReadOnlySpan<char> variable, string value, long now, TimeSpan lifetime)
        {
            if (ExpiresAt <= now)
            {
                Variables.Clear();
            }

            ExpiresAt = now + (long)lifetime.TotalMilliseconds;
            // A write keeps the variable's own end (expirevar), as in ModSecurity.
            long end = Lookup.TryGetValue(variable, out Item old) && old.ExpiresAt > now ? old.ExpiresAt : long.MaxValue;
            if (Variables.Count < MaxVariables || Lookup.ContainsKey(variable))
            {
                Dictionary<string, Item>.AlternateLookup<ReadOnlySpan<char>> variables = Lookup;
                variables[variable] = new Item(value, end);
            }
        }
    }
}
