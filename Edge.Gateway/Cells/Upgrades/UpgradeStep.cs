namespace Edge.Gateway.Cells.Upgrades;

/// <summary>The eight steps of a rolling upgrade, in their order; the drained half is pool <c>a</c> up to the switch, and pool <c>b</c> after it.</summary>
internal enum UpgradeStep
{
    /// <summary>The cell takes no writes.</summary>
    ReadOnly,

    /// <summary>Pool <c>a</c> takes no requests, and those under way end.</summary>
    Drain,

    /// <summary>The drained half's database is upgraded.</summary>
    UpgradeDatabase,

    /// <summary>The drained half's servers are upgraded, and tested.</summary>
    UpgradeServers,

    /// <summary>All traffic goes to the new half at once, read-write; pool <c>b</c> takes none. From here there is no way back.</summary>
    Switch,

    /// <summary>Replication to the trailing half begins again.</summary>
    Replication,

    /// <summary>Pool <c>b</c> is upgraded, and tested.</summary>
    TrailingHalf,

    /// <summary>Both halves take requests.</summary>
    Done,
}
