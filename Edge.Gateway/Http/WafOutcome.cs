namespace Edge.Gateway.Http;

/// <summary>What the rules said of a request.</summary>
internal enum WafOutcome
{
    /// <summary>The rules did not run: mode off, or the request ended before.</summary>
    NotInspected,

    /// <summary>No rule interrupted.</summary>
    Passed,

    /// <summary>A rule would have blocked; the mode is <c>detect</c>.</summary>
    Detected,

    Blocked,

    /// <summary>The engine failed and the policy answered for it.</summary>
    Failed,
}
