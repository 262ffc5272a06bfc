using System.Collections.Frozen;

namespace Edge.Gateway.State;

/// <summary>All decisions in force at one moment; immutable.</summary>
internal sealed class DecisionSet(IEnumerable<Decision> decisions)
{
    public static DecisionSet Empty { get; } = new([]);

    private readonly FrozenDictionary<string, Decision> _decisions = decisions.ToFrozenDictionary(static decision => decision.Key, StringComparer.Ordinal);

    public IReadOnlyCollection<Decision> All => _decisions.Values;

    /// <summary>The decision about a key; null when the configuration alone speaks.</summary>
    public Decision? Find(string key) => _decisions.GetValueOrDefault(key);
}
