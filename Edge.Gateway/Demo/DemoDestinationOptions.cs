namespace Edge.Gateway.Demo;

/// <summary>What one demo destination is: its place in the fleet and where it listens.</summary>
/// <param name="Cell">Id of the cell that it belongs to; destinations of one cell share their users.</param>
/// <param name="Destination">Id of the destination, unique in a <see cref="DemoCells"/> set.</param>
/// <param name="Zone">Availability zone, shown by <c>/_demo</c>.</param>
/// <param name="Pool">Half of a rolling upgrade, <c>a</c> or <c>b</c>, shown by <c>/_demo</c>.</param>
/// <param name="Address">An <c>http</c> address with an IP address or <c>localhost</c>; port 0 takes any free port.</param>
internal sealed record DemoDestinationOptions(string Cell, string Destination, string Zone, string Pool, Uri Address);
