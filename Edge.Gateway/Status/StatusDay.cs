namespace Edge.Gateway.Status;

/// <summary>A day of the last 90.</summary>
internal readonly record struct StatusDay(DateOnly Date, Ledger.Uptime Uptime);
