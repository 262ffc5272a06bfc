using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Bench;

/// <summary>One decision for one of a million keys, beside .NET's own limiter, and beside reading one word of as much memory at random: what no table can do without. Expected: 0 bytes, below 200 ns on one core.</summary>
[MemoryDiagnoser]
[Config(typeof(QuickConfig))]
public class RateLimitBenchmarks
{
    private const int ContendedDecisions = 20_000;

    private static readonly int Keys = BenchScale.Of(1_000_000);

    private readonly LimitEngine _engine = new();
    private readonly ScopeUse[] _uses = new ScopeUse[1];
    private readonly string[] _names = new string[Keys];
    private readonly char[] _text = "user-0000000".ToCharArray();
    private readonly long[] _memory = new long[Keys * 8]; // As many bytes as the table takes for so many keys.
    private TenantCounter _counter = null!;
    private TenantLimits _limits = null!;
    private Bucket _bucket = null!;
    private PartitionedRateLimiter<string> _dotNet = null!;
    private int _next;

    /// <summary>Every key has been seen before.</summary>
    [GlobalSetup(Targets = [nameof(Edge), nameof(EdgeSameKey), nameof(EdgeContended)])]
    public void SetupEdge()
    {
        var scope = new Scope { Id = "user", Space = 7, Key = Array.Empty<IKeyPart>(), Policy = new RateLimitPolicy("default:user", 16_000_000, TimeSpan.FromDays(1)) };
        _bucket = new Bucket { Id = "default", Index = 0, Policy = new RateLimitPolicy("default", int.MaxValue, TimeSpan.FromDays(1)), Scopes = [scope] };
        var counters = new CounterDirectory(new NoCapacity(), new FleetState());
        _counter = counters.GetCounter("acme", "default", "na-1");
        _limits = _counter.LimitsOf(_bucket, _bucket.Policy.Limit, 1);
        for (int i = 0; i < Keys; i++)
        {
            Edge();
        }
    }

    /// <summary>A limiter for every key.</summary>
    [GlobalSetup(Target = nameof(DotNet))]
    public void SetupDotNet()
    {
        _dotNet = PartitionedRateLimiter.Create<string, string>(static name => RateLimitPartition.GetFixedWindowLimiter(
            name, static _ => new FixedWindowRateLimiterOptions { PermitLimit = 16_000_000, Window = TimeSpan.FromDays(1), AutoReplenishment = false }));
        for (int i = 0; i < Keys; i++)
        {
            _names[i] = $"user-{i}";
        }

        for (int i = 0; i < Keys; i++)
        {
            DotNet();
        }
    }

    /// <summary>Every page has been touched.</summary>
    [GlobalSetup(Target = nameof(OneRead))]
    public void SetupMemory()
    {
        for (int i = 0; i < _memory.Length; i++)
        {
            _memory[i] = i;
        }
    }

    /// <summary>Hash of the key, whose text has just arrived, and the tenant's and the user's counter in one decision.</summary>
    [Benchmark]
    public int Edge()
    {
        _uses[0] = new ScopeUse { Index = 0, Key = KeyOf(Next()) };
        LimitVerdict verdict = _engine.Decide(_counter, _limits, _uses, null, int.MaxValue, TimeSpan.TicksPerHour);
        return (int)verdict.Decision;
    }

    [Benchmark(Baseline = true)]
    public bool DotNet()
    {
        using RateLimitLease lease = _dotNet.AttemptAcquire(_names[Next()]);
        return lease.IsAcquired;
    }

    /// <summary>The same without a miss: always one key.</summary>
    [Benchmark]
    public int EdgeSameKey()
    {
        _uses[0] = new ScopeUse { Index = 0, Key = KeyOf(1) };
        LimitVerdict verdict = _engine.Decide(_counter, _limits, _uses, null, int.MaxValue, TimeSpan.TicksPerHour);
        return (int)verdict.Decision;
    }

    /// <summary>Two threads for one tenant, each for users of its own: they meet at the tenant's count.</summary>
    [Benchmark(OperationsPerInvoke = 2 * ContendedDecisions)]
    public void EdgeContended() => Parallel.Invoke(() => DecideMany(0), () => DecideMany(1));

    /// <summary>One read of memory: the floor.</summary>
    [Benchmark]
    public long OneRead()
    {
        return _memory[KeyOf(Next()).High % (ulong)_memory.Length];
    }

    private void DecideMany(int thread)
    {
        Span<ScopeUse> uses = stackalloc ScopeUse[1];
        for (int i = 0; i < ContendedDecisions; i++)
        {
            var hasher = new KeyHasher(7);
            hasher.Add((ulong)((i * 2) + thread) % (ulong)Keys);
            uses[0] = new ScopeUse { Index = 0, Key = hasher.Finish() };
            _engine.Decide(_counter, _limits, uses, null, int.MaxValue, TimeSpan.TicksPerHour);
        }
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
