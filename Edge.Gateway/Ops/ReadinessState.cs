namespace Edge.Gateway.Ops;

/// <summary>Whether this node should get traffic: configuration in force, listeners open, a first round of probes done, not stopping.</summary>
internal sealed class ReadinessState(Config.SnapshotStore snapshots, IEnumerable<IReadinessCondition> conditions)
{
    private readonly IReadinessCondition[] _conditions = [.. conditions];
    private volatile bool _isListening;
    private volatile bool _isStopping;

    public bool IsReady => IsConfigured && _isListening && IsProbed && !_isStopping;

    public bool IsConfigured => snapshots.CurrentOrNull is not null;

    public bool IsListening => _isListening;

    public bool IsProbed => _isListening && Array.TrueForAll(_conditions, static condition => condition.IsMet);

    public bool IsStopping => _isStopping;

    public void Listening() => _isListening = true;

    public void Stopping() => _isStopping = true;
}
