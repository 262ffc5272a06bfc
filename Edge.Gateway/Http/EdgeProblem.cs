namespace Edge.Gateway.Http;

/// <summary>The closed set of problems (RFC 9457) that the gateway answers by itself.</summary>
/// <param name="Name">Last part of the stable <c>type</c>, and the value in logs and metrics.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Detail">What the client may do; free of rule text, cell names and stack traces.</param>
/// <param name="ErrorCode">Okta's code where Okta has one.</param>
internal sealed record EdgeProblem(string Name, int Status, string Title, string Detail, string? ErrorCode = null)
{
    public static readonly EdgeProblem BadRequest = new("bad-request", 400, "Bad request", "The request is not valid HTTP, or exceeds a size limit.");

    public static readonly EdgeProblem Blocked = new("request-blocked", 403, "Request blocked", "A security rule blocked this request. Quote the request id when you ask support about it.");

    public static readonly EdgeProblem AccessDenied = new("access-denied", 403, "Access denied", "Requests from here are not accepted. Quote the request id when you ask support about it.");

    public static readonly EdgeProblem BodyTooLarge = new("body-too-large", 413, "Request body too large", "The request body exceeds what can be inspected here.");

    public static readonly EdgeProblem UnknownHost = new("unknown-host", 421, "Misdirected request", "No organisation is served at this host name. Check the address.");

    public static readonly EdgeProblem QuotaExceeded = new(
        "quota-exceeded", 429, "API call exceeded rate limit due to too many requests.", "Wait as long as Retry-After says, then try again.", "E0000047")
    {
        Type = "https://iana.org/assignments/http-problem-types#quota-exceeded", // The draft registers this type.
    };

    public static readonly EdgeProblem AbnormalUsage = new(
        "abnormal-usage-detected", 429, "API call exceeded rate limit due to too many requests.", "These requests look automated. Wait as long as Retry-After says, then try again.", "E0000047")
    {
        Type = "https://iana.org/assignments/http-problem-types#abnormal-usage-detected",
    };

    public static readonly EdgeProblem ReducedCapacity = new(
        "temporary-reduced-capacity", 503, "The limit cannot be counted at the moment.", "Wait as long as Retry-After says, then try again.")
    {
        Type = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
    };

    public static readonly EdgeProblem Internal = new("internal-error", 500, "Internal error", "The gateway failed on this request. Quote the request id when you report it.", "E0000009");

    public static readonly EdgeProblem OriginFailed = new("origin-failed", 502, "Bad gateway", "The service broke off its answer. The request may have been carried out.");

    public static readonly EdgeProblem Unavailable = new("temporarily-unavailable", 503, "Temporarily unavailable", "The service cannot answer at the moment. Try again shortly.");

    public static readonly EdgeProblem ReadOnly = new(
        "read-only", 503, "Service is in read only mode.", "Nothing can be changed at the moment; signing in and reading go on. Wait as long as Retry-After says, then try again.", "E0000010");
    public static readonly EdgeProblem Overloaded = new("overloaded", 503, "Too many requests at a time", "The service has more requests than it can take at the moment. Wait as long as Retry-After says, then try again.");

    public static readonly EdgeProblem OriginTimeout = new("origin-timeout", 504, "Gateway timeout", "The service did not answer in time. The request may have been carried out.");

    /// <summary>Stable URI that names the kind of problem.</summary>
    public string Type { get; init; } = "urn:edge:problem:" + Name;
}
