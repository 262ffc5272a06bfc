using System.Globalization;
using System.Text;

namespace Edge.Gateway.Http;

/// <summary>A limit as the headers name it; the header texts are made once, not per request.</summary>
/// <remarks>Syntax of draft-ietf-httpapi-ratelimit-headers-10: <c>RateLimit-Policy: "authn";q=600;w=60;pk=:YWNtZQ==:</c>.</remarks>
internal sealed class RateLimitPolicy
{
    /// <param name="name">Printable ASCII without quotes and backslashes.</param>
    /// <param name="limit">Units per window.</param>
    /// <param name="window">Length of the window; zero for a limit without one.</param>
    /// <param name="partition">What the limit is counted by, when that is no secret; null leaves it out.</param>
    /// <param name="unit">What is counted, as <c>concurrent-requests</c>; null for requests.</param>
    public RateLimitPolicy(string name, long limit, TimeSpan window, string? partition = null, string? unit = null)
    {
        (Name, Limit, Window, Partition) = (name, limit, window, partition);
        LimitText = limit.ToString(CultureInfo.InvariantCulture);
        PartitionText = partition is null ? "" : $";pk=:{Convert.ToBase64String(Encoding.UTF8.GetBytes(partition))}:"; // A Byte Sequence, RFC 9651 section 3.3.5.
        string unitText = unit is null ? "" : $";qu=\"{unit}\"";
        string windowText = window == TimeSpan.Zero ? "" : string.Create(CultureInfo.InvariantCulture, $";w={(long)Math.Ceiling(window.TotalSeconds)}");
        PolicyText = $"\"{name}\";q={LimitText}{unitText}{windowText}{PartitionText}";
    }

    /// <summary>A limit of requests that are under way at a time.</summary>
    public static RateLimitPolicy OfConcurrency(string name, long limit) => new(name, limit, TimeSpan.Zero, unit: "concurrent-requests");

    public string Name { get; }

    /// <summary>Units per window.</summary>
    public long Limit { get; }

    /// <summary>Zero for a limit without a window.</summary>
    public TimeSpan Window { get; }

    /// <summary>What the limit is counted by; null when that is not told.</summary>
    public string? Partition { get; }

    /// <summary>The parameter <c>pk</c> with its semicolon; empty without a partition.</summary>
    public string PartitionText { get; }

    /// <summary>Value of <c>X-Rate-Limit-Limit</c>.</summary>
    public string LimitText { get; }

    /// <summary>Value of <c>RateLimit-Policy</c>.</summary>
    public string PolicyText { get; }
}
