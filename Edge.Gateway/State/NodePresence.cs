namespace Edge.Gateway.State;

/// <summary>What a node says of itself.</summary>
/// <param name="Id">Unique in the fleet.</param>
/// <param name="Zone">Where it stands; empty where zones play no part.</param>
/// <param name="Version">Of the gateway.</param>
/// <param name="Started">When the process began.</param>
/// <param name="Seen">When it said this, by its own clock.</param>
/// <param name="Epoch">The highest epoch of decisions that it knows.</param>
/// <param name="ConfigVersion">Counts the configurations it has had since its start.</param>
/// <param name="IsConfigGood">False while its files have errors, and an earlier configuration is in force.</param>
/// <param name="EventsDropped">Events it has lost since its start.</param>
internal sealed record NodePresence(
    string Id, string Zone, string Version, DateTimeOffset Started, DateTimeOffset Seen, long Epoch, long ConfigVersion, bool IsConfigGood, long EventsDropped);
