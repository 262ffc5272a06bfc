namespace Edge.Gateway.State;

/// <summary>What an operator, or a rule that acts for one, decided, and what stays decided through restarts: a cell's mode, a tenant's failover, a destination's weight.</summary>
/// <param name="Key">What it is about: path-like, from <see cref="DecisionKeys"/>, such as <c>cell/na-1/mode</c>.</param>
/// <param name="Value">What was decided: a word, a number or a JSON text, as its key says; at most <see cref="DecisionKeys.MaxValueLength"/> chars.</param>
/// <param name="Epoch">Orders the decisions of a fleet: of two for one key the higher wins.</param>
/// <param name="Node">Where it was decided.</param>
/// <param name="Actor">Who: a token's id, or the part of the gateway that acted.</param>
/// <param name="Reason">One line, free of secrets.</param>
/// <param name="Decided">When.</param>
internal sealed record Decision(string Key, string Value, long Epoch, string Node, string Actor, string Reason, DateTimeOffset Decided)
{
    /// <summary>Epoch of the word that this one replaced, 0 for none: the same for two nodes that decide the same at the same time.</summary>
    public long Base { get; init; }

    /// <inheritdoc cref="DecisionEntry.Version"/>
    public long Version { get; init; }
}
