namespace Edge.Gateway.RateLimiting;

/// <summary>The answer of a counter.</summary>
/// <param name="IsAllowed">Whether the request was let through.</param>
/// <param name="Remaining">Requests left in the window, never negative.</param>
/// <param name="ResetAfter">Time until the window ends; above zero.</param>
internal readonly record struct WindowGrant(bool IsAllowed, long Remaining, TimeSpan ResetAfter);
