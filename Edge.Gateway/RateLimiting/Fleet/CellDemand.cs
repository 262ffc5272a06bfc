namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Requests per second that are wanted of a cell.</summary>
/// <param name="Within">Within the tenants' limits.</param>
/// <param name="Beyond">Beyond them.</param>
internal readonly record struct CellDemand(double Within, double Beyond);
