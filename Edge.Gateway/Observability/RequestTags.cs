namespace Edge.Gateway.Observability;

/// <summary>Closed sets of tag values, made once: a request allocates none of them, and no client can add one.</summary>
internal static class RequestTags
{
    /// <summary>What stands for a value outside the set (OpenTelemetry's HTTP conventions).</summary>
    public const string Other = "_OTHER";

    private const int MinStatusCode = 100; // RFC 9110 §15: codes are of three digits, in five classes.
    private const int MaxStatusCode = 599;

    private static readonly string[] StatusCodes =
        [.. Enumerable.Range(MinStatusCode, MaxStatusCode - MinStatusCode + 1).Select(static code => $"{code}")];

    private static readonly string[] StatusClasses = ["1xx", "2xx", "3xx", "4xx", "5xx"];

    /// <summary>The method when it is one of RFC 9110 or PATCH (RFC 5789), else <see cref="Other"/>. Methods are case-sensitive.</summary>
    public static string Method(string method) => method switch
    {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        "PATCH" => "PATCH",
        "CONNECT" => "CONNECT",
        "TRACE" => "TRACE",
        _ => Other,
    };

    /// <summary>The code as text when it is 100–599, else <see cref="Other"/>.</summary>
    public static string StatusCode(int statusCode) => IsStatusCode(statusCode) ? StatusCodes[statusCode - MinStatusCode] : Other;

    /// <summary><c>2xx</c> and so on, or <see cref="Other"/>.</summary>
    public static string StatusClass(int statusCode) => IsStatusCode(statusCode) ? StatusClasses[(statusCode / 100) - 1] : Other;

    public static string Outcome(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Forwarded => "forwarded",
        RequestOutcome.Local => "local",
        RequestOutcome.Blocked => "blocked",
        RequestOutcome.Denied => "denied",
        RequestOutcome.RateLimited => "rate_limited",
        RequestOutcome.Misdirected => "misdirected",
        RequestOutcome.ReadOnly => "read_only",
        RequestOutcome.Unavailable => "unavailable",
        RequestOutcome.Aborted => "aborted",
        RequestOutcome.Malformed => "malformed",
        RequestOutcome.Failed => "failed",
        _ => Other,
    };

    private static bool IsStatusCode(int statusCode) => statusCode is >= MinStatusCode and <= MaxStatusCode;
}
