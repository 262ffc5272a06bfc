using System.Diagnostics.Metrics;
using System.Globalization;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.Tenants;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class RateLimitMiddlewareTests : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ConfigFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _services.Dispose();
    }

    /// <summary>Whoever waits until the second that X-Rate-Limit-Reset names, or as long as Retry-After says, is let in again.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(499)]
    [InlineData(999)]
    [InlineData(999.9999)]
    public async Task Denied_ThenWaitingAsTheHeadersSay_IsAdmitted(double offsetMilliseconds)
    {
        foreach (bool byRetryAfter in (bool[])[false, true])
        {
            _time.Advance(TimeSpan.FromMilliseconds(offsetMilliseconds));
            (RateLimitMiddleware middleware, EdgeSnapshot snapshot) = Build("\"limit\": 1, \"window\": \"2s\"");
            Assert.Equal(RateLimitDecision.Allowed, (await SendAsync(middleware, snapshot)).Request.RateLimit.Decision);
            _time.Advance(TimeSpan.FromMilliseconds(700));
            (EdgeRequest denied, HttpContext response) = await SendAsync(middleware, snapshot);
            Assert.Equal(429, response.Response.StatusCode);
            Assert.Equal(denied.RateLimit.ResetSeconds.ToString(CultureInfo.InvariantCulture), response.Response.Headers.RetryAfter);

            TimeSpan wait = byRetryAfter ? TimeSpan.FromSeconds(denied.RateLimit.ResetSeconds) : DateTimeOffset.FromUnixTimeSeconds(denied.RateLimit.ResetEpochSeconds) - _time.GetUtcNow();
            Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(3));
            _time.Advance(wait);
            Assert.Equal(RateLimitDecision.Allowed, (await SendAsync(middleware, snapshot)).Request.RateLimit.Decision);
        }
    }

    [Fact]
    public async Task Preview_BeyondTheLimit_LetsThroughAndSaysNothingIsLeft()
    {
        (RateLimitMiddleware middleware, EdgeSnapshot snapshot) = Build("\"limit\": 1, \"mode\": \"preview\"");
        await SendAsync(middleware, snapshot);
        (EdgeRequest request, HttpContext response) = await SendAsync(middleware, snapshot);
        Assert.Equal(204, response.Response.StatusCode);
        Assert.Equal((RateLimitDecision.Preview, 0L), (request.RateLimit.Decision, request.RateLimit.Remaining));
    }

    [Fact]
    public async Task Disabled_Bucket_CountsNothing()
    {
        (RateLimitMiddleware middleware, EdgeSnapshot snapshot) = Build("\"limit\": 1, \"mode\": \"disable\"");
        await SendAsync(middleware, snapshot);
        (EdgeRequest request, HttpContext response) = await SendAsync(middleware, snapshot);
        Assert.Equal(204, response.Response.StatusCode);
        Assert.Null(request.RateLimit.Policy);
    }

    [Fact]
    public async Task Reload_WithAnotherLimit_KeepsWhatIsUsed_AndATenantsOverrideHolds()
    {
        (RateLimitMiddleware middleware, EdgeSnapshot first) = Build("\"limit\": 2");
        await SendAsync(middleware, first);
        await SendAsync(middleware, first);
        (_, EdgeSnapshot second) = Build("\"limit\": 3");
        Assert.Equal(0, (await SendAsync(middleware, second)).Request.RateLimit.Remaining);
        Assert.Equal(RateLimitDecision.Denied, (await SendAsync(middleware, second)).Request.RateLimit.Decision);
        _folder.With("tenants.json", """{ "tenants": [ { "id": "acme", "hosts": ["acme.localhost"], "cell": "na-1", "limits": { "all": { "limit": 10 } } } ] }""");
        Assert.Equal(6, (await SendAsync(middleware, _folder.LoadGood())).Request.RateLimit.Remaining);
    }

    [Fact]
    public void Pruning_ForgetsOnlyWhatIsConfiguredNoLonger()
    {
        MemoryRateLimitStore store = new();
        IWindowCounter kept = store.GetCounter("acme", "all");
        IWindowCounter lost = store.GetCounter("gone", "all");
        store.KeepOnly(static (tenant, _) => tenant == "acme");
        Assert.Same(kept, store.GetCounter("acme", "all"));
        Assert.NotSame(lost, store.GetCounter("gone", "all"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(NumberText.Slots)]
    [InlineData(1_800_000_000)]
    [InlineData(long.MaxValue)]
    public void NumberText_OfANumber_IsItsDigits_AndOfOnesThatShareASlot(long number)
    {
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), NumberText.Of(number));
        Assert.Equal((number ^ NumberText.Slots).ToString(CultureInfo.InvariantCulture), NumberText.Of(number ^ NumberText.Slots));
        Assert.Same(NumberText.Of(number), NumberText.Of(number));
    }

    private (RateLimitMiddleware Middleware, EdgeSnapshot Snapshot) Build(string bucket)
    {
        _folder.With("limits.json", $"{{ \"buckets\": [ {{ \"id\": \"all\", {bucket}, \"match\": [ {{ \"path\": \"/\" }} ] }} ] }}");
        RequestDelegate next = static context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        };
        return (new RateLimitMiddleware(next, new MemoryRateLimitStore(), new RateLimitMetrics(_services.GetRequiredService<IMeterFactory>()), _time), _folder.LoadGood());
    }

    private static async Task<(EdgeRequest Request, HttpContext Context)> SendAsync(RateLimitMiddleware middleware, EdgeSnapshot snapshot)
    {
        DefaultHttpContext context = new();
        EdgeRequest request = new();
        request.Begin(snapshot, 0);
        Assert.True(snapshot.Get<TenantDirectory>().TryGetById("acme", out Tenant? tenant));
        request.Tenant = tenant;
        context.Features.Set(request);
        (context.Request.Method, context.Request.Path) = ("GET", "/");
        await middleware.InvokeAsync(context);
        return (request, context);
    }
}
