using System.Globalization;
using System.Text.Json.Nodes;
using Edge.Gateway;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.Tenants;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>The real middleware and the real header writer without a network, on a clock that a test moves.</summary>
internal sealed class HeaderBed : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RateLimitMiddleware _middleware;
    private readonly RateLimitHeaders _headers;
    private readonly RateLimitRelease _release;
    private readonly TestFolder _folder = new();
    private EdgeSnapshot _snapshot = null!;

    public HeaderBed()
    {
        _app = EdgeHost.Build(builder => builder.Services.AddSingleton<TimeProvider>(Time));
        _middleware = ActivatorUtilities.CreateInstance<RateLimitMiddleware>(_app.Services, (RequestDelegate)(static _ => Task.CompletedTask));
        _headers = _app.Services.GetServices<IResponseHeaderWriter>().OfType<RateLimitHeaders>().Single();
        _release = _app.Services.GetServices<IRequestObserver>().OfType<RateLimitRelease>().Single();
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2027, 1, 1, 0, 0, 0, 123, TimeSpan.Zero));

    /// <summary>Puts one bucket in force, for all paths.</summary>
    /// <param name="tenant">A new tenant has no past.</param>
    /// <param name="bucket">The bucket without <c>id</c> and <c>match</c>.</param>
    public void Configure(string tenant, string bucket)
    {
        TestConfig config = new TestConfig().WithTenant(tenant, "c");
        config.Cells["cells"]!.AsArray().Add((JsonNode)TestConfig.Parse("""{ "id": "c", "destinations": [ { "id": "d", "address": "http://127.0.0.1:1" } ] }"""));
        JsonObject entry = TestConfig.Parse(bucket);
        (entry["id"], entry["match"]) = ("api", JsonNode.Parse("""[ { "path": "/" } ]"""));
        config.Limits["buckets"] = new JsonArray(entry);
        config.WriteTo(_folder);
        SnapshotLoadResult result = _app.Services.GetRequiredService<SnapshotLoader>().Load(_folder.Path);
        Assert.True(result.Snapshot is not null, string.Join('\n', result.Diagnostics.Items));
        _snapshot = result.Snapshot;
    }

    /// <summary>One request, begun and ended.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="user">In <c>X-User</c>.</param>
    /// <param name="originCost">What the origin says in <c>X-Cost</c>.</param>
    public async Task<LimitAnswer> SendAsync(string tenant, string user, int? originCost = null)
    {
        var request = new EdgeRequest();
        request.Begin(_snapshot, 0);
        Assert.True(_snapshot.Get<TenantDirectory>().TryGetById(tenant, out Tenant? found));
        request.Tenant = found;
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = "/x" } };
        context.Request.Headers["X-User"] = user;
        context.Features.Set(request);
        await _middleware.InvokeAsync(context);
        if (originCost is { } cost)
        {
            context.Response.Headers["X-Cost"] = cost.ToString(CultureInfo.InvariantCulture);
        }

        _headers.Write(context, request);
        _release.Ended(context, request);
        IHeaderDictionary headers = context.Response.Headers;
        return new LimitAnswer(
            context.Response.StatusCode,
            Number(headers["X-Rate-Limit-Limit"]),
            Number(headers["X-Rate-Limit-Remaining"]),
            DateTimeOffset.FromUnixTimeSeconds(Number(headers["X-Rate-Limit-Reset"])),
            headers["RateLimit-Policy"].ToString(),
            headers["RateLimit"].ToString(),
            headers.RetryAfter.Count == 0 ? null : TimeSpan.FromSeconds(Number(headers.RetryAfter)));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static long Number(Microsoft.Extensions.Primitives.StringValues value) => long.Parse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
