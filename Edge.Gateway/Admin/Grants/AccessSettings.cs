namespace Edge.Gateway.Admin.Grants;

/// <summary>The section <c>access</c> of <c>admin.json</c>.</summary>
/// <param name="MaxDuration">The longest time that may be asked for.</param>
/// <param name="PendingFor">How long a request waits for a second person.</param>
internal sealed record AccessSettings(TimeSpan MaxDuration, TimeSpan PendingFor);
