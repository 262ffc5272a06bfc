namespace Edge.Gateway.Cells.Failover;

/// <summary>What the nodes of a fleet say of lost cells.</summary>
/// <param name="Nodes">Nodes of the fleet, this one included, whether they can be heard now or not.</param>
/// <param name="Votes">How many of them have lost a cell, by its id.</param>
internal sealed record QuorumView(int Nodes, IReadOnlyDictionary<string, int> Votes)
{
    /// <summary>Whether more than half of the nodes have lost it.</summary>
    public bool HasLost(string cell) => Votes.GetValueOrDefault(cell) * 2 > Nodes;
}
