namespace Edge.Gateway.Cells.Upgrades;

/// <summary>Makes one node of a fleet the driver of an upgrade.</summary>
internal interface IUpgradeLease
{
    /// <summary>Whether this node belongs to a fleet that it cannot reach now: nothing may move then, because the others would not hear of it.</summary>
    bool IsCutOff { get; }

    /// <summary>Takes a lease, or keeps it; false while another node has it, or the fleet cannot be reached.</summary>
    /// <param name="name">An upgrade's id, or what begins one.</param>
    Task<bool> HoldAsync(string name);
}
