using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Bench;

/// <summary>One decision for one of a million keys, beside .NET's own limiter, and beside reading one word of as much memory at random: what no table can do without. Expected: 0 bytes.</summary>
[MemoryDiagnoser]
[Config(typeof(BulkConfig))]
public class RateLimitBenchmarks
{
    private const int Operations = 400_000;

    private static readonly int Keys = BenchScale.Of(1_000_000);

    private readonly LimitEngine _engine = new();
    private readonly char[] _text = "user-0000000".ToCharArray();
    private TenantCounter _counter = null!;
    private TenantLimits _limits = null!;
    private PartitionedRateLimiter<string>? _dotNet;
    private string[] _names = [];
    private long[] _memory = [];
    private int _next;

    /// <summary>Every key has been seen before.</summary>
    [GlobalSetup(Targets = [nameof(Edge), nameof(EdgeSameKey), nameof(EdgeContended)])]
    public void SetupEdge()
    {
        var scope = new Scope { Id = "user", Space = 7, Key = Array.Empty<IKeyPart>(), Policy = new RateLimitPolicy("default:user", int.MaxValue, TimeSpan.FromDays(1)) };
        var bucket = new Bucket { Id = "default", Index = 0, Policy = new RateLimitPolicy("default", int.MaxValue, TimeSpan.FromDays(1)), Scopes = [scope] };
        _counter = new CounterDirectory(new NoCapacity(), new FleetState()).GetCounter("acme", "default", "na-1");
        _limits = _counter.LimitsOf(bucket, bucket.Policy.Limit, 1);
        for (int i = 0; i < Keys; i++)
        {
            Decide(KeyOf(Next()));
        }
    }

    /// <summary>A limiter for every key.</summary>
    [GlobalSetup(Target = nameof(DotNet))]
    public void SetupDotNet()
    {
        _dotNet = PartitionedRateLimiter.Create<string, string>(static name => RateLimitPartition.GetFixedWindowLimiter(
            name, static _ => new FixedWindowRateLimiterOptions { PermitLimit = int.MaxValue, Window = TimeSpan.FromDays(1), AutoReplenishment = false }));
        _names = [.. Enumerable.Range(0, Keys).Select(static number => $"user-{number}")];
        foreach (string name in _names)
        {
            _dotNet.AttemptAcquire(name).Dispose();
        }
    }

    /// <summary>Its timer goes through all limiters ten times a second, and would through the benchmarks after it too.</summary>
    [GlobalCleanup(Target = nameof(DotNet))]
    public void CleanupDotNet()
    {
        _dotNet?.Dispose();
        (_dotNet, _names) = (null, []);
    }

    /// <summary>As many bytes as the table takes for so many keys; every page has been touched.</summary>
    [GlobalSetup(Target = nameof(OneRead))]
    public void SetupMemory()
    {
        _memory = new long[Keys * 8];
        for (int i = 0; i < _memory.Length; i++)
        {
            _memory[i] = i;
        }
    }

    /// <summary>Hash of the key, whose text has just arrived, and the tenant's and the user's counter in one decision.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public int Edge()
    {
        int allowed = 0;
        for (int i = 0; i < Operations; i++)
        {
            allowed += Decide(KeyOf(Next()));
        }

        return allowed;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public int DotNet()
    {
        int allowed = 0;
        for (int i = 0; i < Operations; i++)
        {
            using RateLimitLease lease = _dotNet!.AttemptAcquire(_names[Next()]);
            allowed += lease.IsAcquired ? 1 : 0;
        }

        return allowed;
    }

    /// <summary>The same without a miss: always one key.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public int EdgeSameKey()
    {
        int allowed = 0;
        for (int i = 0; i < Operations; i++)
        {
            allowed += Decide(KeyOf(1));
        }

        return allowed;
    }

    /// <summary>Two threads for one tenant, each for users of its own: they meet at the tenant's count.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Operations)]
    public void EdgeContended() => Parallel.Invoke(() => DecideMany(0), () => DecideMany(1));

    /// <summary>One read of memory: the floor.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public long OneRead()
    {
        long sum = 0;
        for (int i = 0; i < Operations; i++)
        {
            sum += _memory[KeyOf(Next() ^ (int)(sum & 1)).High % (ulong)_memory.Length]; // Each waits for the one before, as a decision's answer is waited for.
        }

        return sum;
    }

    private void DecideMany(int thread)
    {
        for (int i = 0; i < Operations; i++)
        {
            var hasher = new KeyHasher(7);
            hasher.Add((ulong)((i * 2) + thread) % (ulong)Keys);
            Decide(hasher.Finish());
        }
    }

    private int Decide(KeyHash key)
    {
        Span<ScopeUse> uses = [new ScopeUse { Index = 0, Key = key }];
        return _engine.Decide(_counter, _limits, uses, null, int.MaxValue, TimeSpan.TicksPerHour).Decision == RateLimitDecision.Allowed ? 1 : 0;
    }

    private KeyHash KeyOf(int number)
    {
        for (int i = _text.Length - 1; i > 4; i--)
        {
            (_text[i], number) = ((char)('0' + (number % 10)), number / 10);
        }

        var hasher = new KeyHasher(7);
        hasher.Add(_text);
        return hasher.Finish();
    }

    // A stride through all keys, so that each is far from the one before.
    private int Next() => _next = (_next + 617_369) % Keys;

    private sealed class NoCapacity : ICellCapacity
    {
        public double RequestsPerSecond(string cellId) => 0;

        public double Gradient(string cellId) => 1;

        public void Measure()
        {
        }
    }
}
