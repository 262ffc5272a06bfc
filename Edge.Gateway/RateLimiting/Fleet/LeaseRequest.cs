namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>What a node asks the store for, in one call.</summary>
/// <param name="Want">Units wanted; 0 when it only tells or returns.</param>
/// <param name="Need">Of those, units that requests wait for; 0 when it asks in advance.</param>
/// <param name="Part">More than it needs is given only up to one part of what is left, of so many.</param>
/// <param name="Debit">Units used without a lease: an origin's cost, or while the store was lost.</param>
/// <param name="Return">Units given back.</param>
/// <param name="Window">The window it knows; 0 for none, or for one without a name.</param>
/// <param name="KnownUsed">What it knew of the fleet's use, without the debit, for a store that has lost its data.</param>
/// <param name="KnownTicks">Ticks left of the window it knows; 0 for none.</param>
internal readonly record struct LeaseRequest(long Want, long Need, int Part, long Debit, long Return, int Window, long KnownUsed, long KnownTicks);
