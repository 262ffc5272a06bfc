using BenchmarkDotNet.Attributes;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.Tenants;
using Microsoft.AspNetCore.Http;

namespace Edge.Bench;

/// <summary>What every request passes before it is proxied: its tenant among 100,000, its bucket among 100, and the headers of its limit. Expected: 0 bytes.</summary>
[MemoryDiagnoser]
[Config(typeof(QuickConfig))]
public class RequestPathBenchmarks
{
    private const int Limit = 600;

    private static readonly int Tenants = BenchScale.Of(100_000);

    private readonly string[] _hosts = [.. Enumerable.Range(0, Tenants).Select(static number => $"tenant-{number}.example.com")];
    private readonly string[] _paths = [.. Enumerable.Range(0, 100).Select(static number => $"/api/v1/kind{number}/00u1a2b3/items")];
    private readonly BucketMatcher _matcher = new();
    private readonly RateLimitPolicy _policy = new("authn", Limit, TimeSpan.FromMinutes(1), "acme");
    private readonly RateLimitHeaders _headers = new(new LimitEngine(), new LimitClock(TimeProvider.System));
    private readonly DefaultHttpContext _context = new();
    private readonly EdgeRequest _request = new();
    private TenantDirectory _tenants = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _tenants = new TenantDirectory([.. _hosts.Select(static (host, index) => new Tenant { Id = $"t{index}", Index = index, Hosts = [host], Plan = "default", CellId = "na-1", DrCellId = null, Jurisdictions = [] })]);
        for (int i = 0; i < _paths.Length; i++)
        {
            _matcher.Add([], $"/api/v1/kind{i}/*/items", new Bucket { Id = $"b{i}", Index = i, Policy = _policy, Scopes = Array.Empty<Scope>() });
        }

        for (int i = 0; i < Limit * 2; i++)
        {
            HeadersOfALimit(); // Each text twice: then it is remembered.
        }
    }

    [Benchmark]
    public object? TenantOfHost()
    {
        _tenants.TryGetByHost(_hosts[_next = (_next + 61_729) % Tenants], out Tenant? tenant);
        return tenant;
    }

    [Benchmark]
    public object? BucketOfPath() => _matcher.Find("GET", _paths[_next = (_next + 37) % _paths.Length]);

    /// <summary>Texts that are remembered: a bucket in which the same counts come again each second.</summary>
    [Benchmark]
    public void HeadersOfALimit()
    {
        _next = (_next + 1) % Limit;
        _request.RateLimit = new RateLimitOutcome(_policy, _next, _next / 10, 1_800_000_000 + (_next / 10), RateLimitDecision.Allowed);
        _headers.Write(_context, _request);
    }
}
