namespace Edge.Gateway.Config;

/// <summary>Holds the snapshot in force.</summary>
internal sealed class SnapshotStore
{
    private EdgeSnapshot? _current;

    /// <summary>The snapshot in force. Read it once per request.</summary>
    /// <exception cref="InvalidOperationException">Nothing is loaded yet.</exception>
    public EdgeSnapshot Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("No configuration is loaded yet.");

    public EdgeSnapshot? CurrentOrNull => Volatile.Read(ref _current);

    public void Swap(EdgeSnapshot snapshot) => Volatile.Write(ref _current, snapshot);
}
