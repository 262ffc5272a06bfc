namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>A busy caller as it is shown.</summary>
/// <param name="Name">An address, a user's name, or a masked token.</param>
/// <param name="Requests">Its requests that were looked at, at most.</param>
/// <param name="Denied">Of those, denied.</param>
internal sealed record CallerRow(string Name, long Requests, long Denied);
