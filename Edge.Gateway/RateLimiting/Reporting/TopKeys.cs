using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>The busiest keys of a scope in fixed memory: the space-saving sketch of Metwally et al. Under the counter's lock; allocates nothing.</summary>
internal sealed class TopKeys
{
    /// <summary>Keys kept; any with more than one in nine of all requests is among them.</summary>
    public const int Kept = 8;

    private readonly TopKey[] _keys = new TopKey[Kept];

    public void Add(KeyHash key)
    {
        int least = 0;
        for (int i = 0; i < _keys.Length; i++)
        {
            if (_keys[i].Key == key)
            {
                _keys[i] = new TopKey(key, _keys[i].Count + 1);
                return;
            }

            if (_keys[i].Count < _keys[least].Count)
            {
                least = i;
            }
        }

        _keys[least] = new TopKey(key, _keys[least].Count + 1);
    }

    /// <summary>The busiest first.</summary>
    public TopKey[] Snapshot() => [.. _keys.Where(static key => key.Count > 0).OrderByDescending(static key => key.Count)];
}
