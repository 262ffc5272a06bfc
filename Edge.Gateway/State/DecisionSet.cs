namespace Edge.Gateway.State;

/// <summary>All decisions in force at one moment; immutable.</summary>
/// <remarks>No frozen dictionary: with each of a million tenants failed over that takes seconds to make, and it is made with every change.</remarks>
internal sealed class DecisionSet(IEnumerable<Decision> decisions)
{
    public static DecisionSet Empty { get; } = new([]);

    private readonly Dictionary<string, Decision> _decisions = decisions.ToDictionary(static decision => decision.Key, StringComparer.Ordinal);

    public IReadOnlyCollection<Decision> All => _decisions.Values;

    /// <summary>The decision about a key; null when the configuration alone speaks.</summary>
    public Decision? Find(string key) => _decisions.GetValueOrDefault(key);
}
