namespace Edge.Gateway.Http;

/// <summary>A limit as the headers name it; the header texts are made once, not per request.</summary>
/// <remarks>Syntax of draft-ietf-httpapi-ratelimit-headers-10: <c>RateLimit-Policy: "authn";q=600;w=60</c>.</remarks>
internal sealed class RateLimitPolicy(string name, long limit, TimeSpan window)
{
    public string Name { get; } = name;

    /// <summary>Requests per window.</summary>
    public long Limit { get; } = limit;

    public TimeSpan Window { get; } = window;

    /// <summary>Value of <c>X-Rate-Limit-Limit</c>.</summary>
    public string LimitText { get; } = limit.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Value of <c>RateLimit-Policy</c>.</summary>
    public string PolicyText { get; } = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{name}\";q={limit};w={(long)Math.Ceiling(window.TotalSeconds)}");
}
