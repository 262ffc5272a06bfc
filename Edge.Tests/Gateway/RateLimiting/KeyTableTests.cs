using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class KeyTableTests
{
    [Fact]
    public void Table_WithAMillionKeys_NeedsAtMost96BytesForEach()
    {
        var table = new KeyTable(LimitEngine.MaxPrincipalSlots);
        foreach (int count in new[] { 100_000, 300_000, 1_000_000 })
        {
            Fill(table, count, forgetAt: 100, now: 1);
            Assert.Equal(count, table.Count);
            Assert.InRange((double)table.Bytes / count, 32, 96);
        }
    }

    [Fact]
    public void Table_UnderTenMillionSpoofedKeys_StaysUnderItsCapAndKeepsWhatIsUsed()
    {
        var table = new KeyTable(LimitEngine.MaxClientSlots);
        KeyHash busy = KeyOf(-1);
        Use(table, busy, units: 50);
        Fill(table, 10_000_000, forgetAt: 100, now: 1);
        Assert.InRange(table.Bytes, 1, (long)LimitEngine.MaxClientSlots * KeyTable.ShardCount * 32);
        KeyShard shard = table.ShardAt(KeyTable.ShardOf(busy));
        Assert.Equal(50, shard.At(shard.Find(busy)).State.Value);
        Assert.True(table.Evicted > 0);
    }

    [Fact]
    public void Sweep_WhenKeysSayNothingAnyMore_LetsThemGoAndGivesMemoryBack()
    {
        var table = new KeyTable(LimitEngine.MaxPrincipalSlots);
        Fill(table, 200_000, forgetAt: 100, now: 1);
        table.Sweep(KeyTable.ShardCount, nowSeconds: 99);
        Assert.Equal(200_000, table.Count);
        table.Sweep(KeyTable.ShardCount, nowSeconds: 100);
        table.Sweep(KeyTable.ShardCount, nowSeconds: 100);
        Assert.Equal(0, table.Count);
        for (int i = 0; i < 8; i++)
        {
            table.Sweep(KeyTable.ShardCount, nowSeconds: 100);
        }

        Assert.InRange(table.Bytes, 0, KeyTable.ShardCount * KeyShard.MinSlots * 32);
    }

    [Fact]
    public void Shard_UnderRandomUse_AgreesWithADictionary()
    {
        var random = new Random(7);
        for (int round = 0; round < 20; round++)
        {
            var shard = new KeyShard(1024);
            Dictionary<KeyHash, uint> model = [];
            for (int step = 0; step < 3000; step++)
            {
                uint now = (uint)(step / 10);
                if (random.Next(50) == 0)
                {
                    shard.Sweep(now);
                    foreach (KeyHash gone in model.Where(entry => entry.Value <= now).Select(static entry => entry.Key).ToArray())
                    {
                        model.Remove(gone);
                    }
                }

                var key = new KeyHash(0, (ulong)random.Next(1, 800) * 3);
                shard.Reserve(1, 0); // At second 0 nothing is idle, so only the model's sweeps remove.
                int slot = shard.FindOrAdd(key);
                shard.At(slot).ForgetAtSeconds = model[key] = now + (uint)random.Next(1, 60);
            }

            Assert.Equal(model.Count, shard.Count);
            Assert.All(model, entry => Assert.Equal(entry.Value, shard.At(shard.Find(entry.Key)).ForgetAtSeconds));
        }
    }

    [Fact]
    public void Hasher_OfPartsSplitDifferently_GivesDifferentKeys()
    {
        HashSet<KeyHash> keys = [];
        foreach (string[] parts in new string[][] { ["a", "bc"], ["ab", "c"], ["abc"], ["abc", ""], ["", "abc"], ["a", "b", "c"] })
        {
            var hasher = new KeyHasher(1);
            foreach (string part in parts)
            {
                hasher.Add(part);
            }

            Assert.True(keys.Add(hasher.Finish()));
        }

        var missing = new KeyHasher(1);
        missing.AddMissing();
        Assert.True(keys.Add(missing.Finish()));
    }

    private static KeyHash KeyOf(int number)
    {
        var hasher = new KeyHasher(5);
        hasher.Add((ulong)number);
        return hasher.Finish();
    }

    private static void Fill(KeyTable table, int count, uint forgetAt, uint now)
    {
        for (int i = 0; i < count; i++)
        {
            KeyHash key = KeyOf(i);
            KeyShard shard = table.ShardAt(KeyTable.ShardOf(key));
            shard.Reserve(1, now);
            ref KeyEntry entry = ref shard.At(shard.FindOrAdd(key));
            entry.ForgetAtSeconds = forgetAt;
            entry.State.Value = 1;
        }
    }

    private static void Use(KeyTable table, KeyHash key, int units)
    {
        KeyShard shard = table.ShardAt(KeyTable.ShardOf(key));
        shard.Reserve(1, 1);
        ref KeyEntry entry = ref shard.At(shard.FindOrAdd(key));
        (entry.State.Value, entry.ForgetAtSeconds) = (units, 100);
    }
}
