namespace Edge.Gateway.State;

/// <summary><c>state</c> of <c>edge.json</c>.</summary>
/// <param name="Folder">Where the node keeps what it must not forget; absolute.</param>
internal sealed record StateSettings(string Folder)
{
    /// <summary>Decisions, as SQLite.</summary>
    public string DecisionsPath => Path.Combine(Folder, "decisions.db");

    /// <summary>The last good copy of the decisions.</summary>
    public string CopyPath => Path.Combine(Folder, "decisions.jsonl");

    /// <summary>Notifications that were not delivered yet, as SQLite.</summary>
    public string NotificationsPath => Path.Combine(Folder, "notifications.db");

    /// <summary>The System Log, as SQLite.</summary>
    public string EventsPath => Path.Combine(Folder, "events.db");

    /// <summary>The status page's ledger, as SQLite.</summary>
    public string LedgerPath => Path.Combine(Folder, "status.db");
}
