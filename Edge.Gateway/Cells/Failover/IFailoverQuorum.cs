namespace Edge.Gateway.Cells.Failover;

/// <summary>Lets the nodes of a fleet agree before one of them acts by itself.</summary>
internal interface IFailoverQuorum
{
    /// <summary>Tells which cells this node has lost, and hears of the others.</summary>
    /// <returns>Null when the others cannot be heard: then nobody acts.</returns>
    Task<QuorumView?> VoteAsync(IReadOnlyCollection<string> lost);

    /// <summary>Asks to be the one node that acts; nobody else, and not this one again, for <see cref="AutoFailover.Pause"/>.</summary>
    Task<bool> TryLeadAsync();

    /// <summary>Says that this node stops: it counts no more.</summary>
    Task LeaveAsync();
}
