using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Access.Abuse;

/// <summary>The rules that wait for a request's answer, with its keys; in the request's features from then on. Pooled.</summary>
internal sealed class AbuseTrail
{
    private readonly (AbuseRule Rule, UInt128 Key)[] _items = new (AbuseRule, UInt128)[AccessTable.MaxAbuseRules];
    private int _count;

    public AddressKey Address { get; private set; }

    public ReadOnlySpan<(AbuseRule Rule, UInt128 Key)> Items => _items.AsSpan(0, _count);

    public void Begin(AddressKey address) => Address = address;

    public void Add(AbuseRule rule, UInt128 key) => _items[_count++] = (rule, key);

    public void Clear()
    {
        _items.AsSpan(0, _count).Clear(); // An old snapshot's rules must not live on in the pool.
        _count = 0;
    }
}
