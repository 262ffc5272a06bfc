namespace Edge.Gateway.Portal.StatusPage;

/// <summary>Minutes of a span.</summary>
/// <param name="Percent">Of the measured ones, cut off, never rounded up; a dash when none was measured.</param>
/// <param name="Up">Minutes up.</param>
/// <param name="Down">Minutes down.</param>
/// <param name="Unknown">Minutes that were not measured.</param>
public sealed record UptimeView(string Percent, string Up, string Down, string Unknown);
