using System.Globalization;
using Edge.Gateway.Events;
using Edge.Gateway.RateLimiting;

namespace Edge.Gateway.Admin;

/// <summary>Changes a limit or its warning threshold for someone, and tells: the one way for the API and for pages.</summary>
internal sealed class LimitChanges(LiveLimits live)
{
    /// <summary>Puts a change in force; the caller has checked that it is allowed, and the numbers.</summary>
    /// <param name="context">The request that asks for it.</param>
    /// <param name="principal">Who asks.</param>
    /// <param name="tenant">The tenant's id.</param>
    /// <param name="bucket">The bucket's.</param>
    /// <param name="limit">Units per window; 0 goes back to the files; null leaves it.</param>
    /// <param name="warningPercent">The same of the warning threshold.</param>
    /// <exception cref="IOException">It could not be kept, and is not in force.</exception>
    public async Task ApplyAsync(HttpContext context, AdminPrincipal principal, string tenant, string bucket, long? limit, int? warningPercent)
    {
        string reason = string.Join(", ", new[] { Word("limit", limit), Word("warning percent", warningPercent) }.OfType<string>());
        EdgeEvent told = new EdgeEvent("system.org.rate_limit.change", EventSeverity.Info, principal.Id, $"{tenant}/{bucket}", EventOutcome.Success, reason) { Tenant = tenant, TargetType = "RateLimit" }.CausedBy(context);
        await live.SetAsync(tenant, bucket, limit, warningPercent, told, context.RequestAborted);
    }

    private static string? Word(string name, long? value) => value switch
    {
        null => null,
        0 => $"{name} back to the files",
        _ => string.Create(CultureInfo.InvariantCulture, $"{name} {value}"),
    };
}
