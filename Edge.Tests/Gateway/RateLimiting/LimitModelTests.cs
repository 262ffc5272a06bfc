using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>The engine against a plain oracle that does one thing after the other.</summary>
public sealed class LimitModelTests
{
    private const int Runs = 150;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Engine_UnderRandomRequestsAndClockSteps_AgreesWithTheOracle(bool gcra) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            LimitAlgorithm algorithm = gcra ? LimitAlgorithm.Gcra : LimitAlgorithm.FixedWindow;
            int limit = random.Next(2, 20);
            int userLimit = random.Next(1, 8);
            int cost = random.Next(1, 3);
            var bed = new LimitBed();
            Bucket bucket = LimitBed.BucketOf(limit, TimeSpan.FromSeconds(60), algorithm, cost: cost, scopes:
                [LimitBed.ScopeOf("token", percent: 50), LimitBed.ScopeOf("user", userLimit, TimeSpan.FromSeconds(10), byAddress: true)]);
            Dictionary<string, OracleCounter> oracle = [];
            for (int step = 0; step < 120; step++)
            {
                if (random.Next(4) == 0)
                {
                    bed.Advance(TimeSpan.FromMilliseconds(random.Next(1, 20_000)));
                }

                string tenant = "t" + random.Next(2);
                string token = tenant + "k" + random.Next(2);
                string user = tenant + "u" + random.Next(2);
                OracleCounter[] scopes =
                [
                    Get(tenant, limit, 60, gcra), Get(token, Math.Max(cost, limit / 2), 60, gcra), Get(user, userLimit, 10, gcra: false),
                ];
                bool expected = scopes.All(scope => scope.Left(bed.Now) >= cost);
                if (expected)
                {
                    Array.ForEach(scopes, scope => scope.Take(cost, bed.Now));
                }

                LimitVerdict verdict = bed.Decide(bucket, tenant, keys: [token, user]);
                Assert.Equal(expected, verdict.Decision == RateLimitDecision.Allowed);
                long left = scopes.Min(scope => scope.Left(bed.Now));
                Assert.Equal(expected && left >= cost ? left : 0, verdict.Remaining);

                // Truth: what is promised can be had at once, or at the reset.
                if (userLimit >= cost)
                {
                    long then = verdict.Remaining > 0 ? bed.Now : bed.Now + verdict.ResetTicks;
                    OracleCounter nearest = scopes.First(scope => scope.Name == (verdict.Policy.Name switch { "authn" => tenant, "authn:token" => token, _ => user }));
                    Assert.True(nearest.Left(then) >= cost);
                }
            }

            OracleCounter Get(string name, int most, int seconds, bool gcra) =>
                oracle.TryGetValue(name, out OracleCounter? counter) ? counter : oracle[name] = new OracleCounter(name, most, seconds * TimeSpan.TicksPerSecond, gcra);
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(Runs));

    [Fact]
    public async Task Engine_UnderManyThreads_ChargesEveryScopeOrNone()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(20_000, TimeSpan.FromHours(1), scopes: [LimitBed.ScopeOf("token", percent: 40), LimitBed.ScopeOf("user", 3_000, TimeSpan.FromHours(1)), LimitBed.ScopeOf("client", 5_000, TimeSpan.FromHours(1), byAddress: true)]);
        int[,] allowed = new int[3, 10];
        int total = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            for (int i = 0; i < 15_000; i++)
            {
                int[] keys = [random.Next(3), random.Next(10), random.Next(6)];
                if (bed.Decide(bucket, keys: [.. keys.Select(static key => $"{key}")]).Decision == RateLimitDecision.Allowed)
                {
                    Interlocked.Increment(ref total);
                    for (int scope = 0; scope < 3; scope++)
                    {
                        Interlocked.Increment(ref allowed[scope, keys[scope]]);
                    }
                }
            }
        })));

        Assert.Equal(20_000, total);
        Assert.Equal(20_000, bed.CounterOf(bucket).State.Value);
        for (int scope = 0; scope < 3; scope++)
        {
            int[] most = [8_000, 3_000, 5_000];
            for (int key = 0; key < 10; key++)
            {
                Assert.InRange(allowed[scope, key], 0, most[scope]);
                Edge.Gateway.RateLimiting.Storage.KeyHash hash = LimitBed.KeyOf(bucket.Scopes[scope], $"{key}");
                Edge.Gateway.RateLimiting.Storage.KeyShard shard = (scope == 2 ? bed.Engine.Clients : bed.Engine.Principals).ShardAt(Edge.Gateway.RateLimiting.Storage.KeyTable.ShardOf(hash));
                int slot = shard.Find(hash);
                Assert.Equal(allowed[scope, key], slot < 0 ? 0 : shard.At(slot).State.Value); // Conservation: what was let through is what was charged.
            }
        }
    }

    /// <summary>Counts in whole numbers: units, or for gcra units times the time that one takes to come back.</summary>
    private sealed class OracleCounter(string name, int limit, long window, bool gcra)
    {
        private readonly long _step = gcra ? ((window * 1024) + limit - 1) / limit : 1; // Rounded up to 1/1024 of a tick, as the engine's.
        private long _start;
        private long _level;
        private long _at;

        public string Name => name;

        public long Left(long now) => Math.Max(0, ((limit * _step) - LevelAt(now)) / _step);

        public void Take(int cost, long now)
        {
            _level = LevelAt(now);
            if (_level == 0)
            {
                _start = now;
            }

            (_level, _at) = (_level + (cost * _step), now);
        }

        private long LevelAt(long now) => gcra ? Math.Max(0, _level - ((now - _at) * 1024)) : now - _start < window ? _level : 0;
    }
}
