using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

/// <summary>Nodes with real engines and leases around one simulated store, on one clock. What is let through is counted by key and by the store's window.</summary>
internal sealed class SimulatedFleet
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly LimitClock _clock;
    private readonly Node[] _nodes;
    private readonly Bucket _bucket;
    private readonly List<(Node Node, string[] Keys, RequestLimits State)> _waiting = [];

    public SimulatedFleet(int nodes, Bucket bucket)
    {
        _clock = new LimitClock(_time);
        _time.Advance(TimeSpan.FromHours(1));
        _bucket = bucket;
        Store = new SimulatedStore(() => _clock.Now);
        _nodes = [.. Enumerable.Range(0, nodes).Select(_ => new Node(this, nodes))];
    }

    public SimulatedStore Store { get; }

    public int Nodes => _nodes.Length;

    /// <summary>Requests let through, by the store's key and the end of its window; 0 stands for none.</summary>
    public Dictionary<(string Key, long End), int> Allowed { get; } = [];

    public int Waiting => _waiting.Count;

    public int Denied { get; private set; }

    /// <summary>The last decision.</summary>
    public LimitVerdict Last { get; private set; }

    public void Advance(TimeSpan by) => _time.Advance(by);

    /// <summary>A request; it may have to wait for an answer.</summary>
    public void Request(int node, params string[] keys)
    {
        Node at = _nodes[node];
        var state = new RequestLimits { Counter = at.Counter, Limits = at.Counter.LimitsOf(_bucket, _bucket.Policy.Limit, 1), UseCount = keys.Length };
        for (int i = 0; i < keys.Length; i++)
        {
            state.Uses[i] = new ScopeUse { Index = i, Key = LimitBed.KeyOf(_bucket.Scopes[i], keys[i]) };
        }

        Decide(at, keys, state);
    }

    /// <summary>A request that waited looks again.</summary>
    public void Retry(int which)
    {
        (Node node, string[] keys, RequestLimits state) = _waiting[which % _waiting.Count];
        _waiting.RemoveAt(which % _waiting.Count);
        Decide(node, keys, state);
    }

    /// <summary>All that was asked is answered, and whoever waited for it has heard of it.</summary>
    public void Answer()
    {
        Store.StepAll();
        SpinWait.SpinUntil(() => Array.TrueForAll(_nodes, static node => Volatile.Read(ref node.Counter.Lease!.Waiting) == 0)); // Answers are heard on threads of their own.
    }

    /// <summary>Lets the requests of a node wait no longer than in production.</summary>
    public void UseRequestDeadline(int node) => _nodes[node].Fleet.RequestDeadline = FleetLimits.RequestDeadline;

    /// <summary>What a heartbeat does.</summary>
    public void Settle(int node)
    {
        _nodes[node].Scopes.Settle(TimeSpan.Zero);
        _ = _nodes[node].Store.GiveBack(_nodes[node].Counter, _nodes[node].Counter.LimitsOf(_bucket, _bucket.Policy.Limit, 1));
    }

    /// <summary>All answers arrive, nobody waits any more, and what lies in hand goes back.</summary>
    public void Rest()
    {
        Store.StepAll();
        _waiting.Clear();
        for (int round = 0; round < 3; round++)
        {
            for (int node = 0; node < _nodes.Length; node++)
            {
                Settle(node);
            }

            Store.StepAll();
        }

        Assert.All(_nodes, static node => Assert.Equal((0, 0L, false), (node.Scopes.Open, node.Counter.Lease!.InHand, node.Counter.Lease.HasDebit)));
    }

    public void Lose()
    {
        Store.Lose();
        Array.ForEach(_nodes, static node => node.Fleet.IsLost = true);
    }

    public void Return()
    {
        Store.Return();
        Array.ForEach(_nodes, static node => node.Fleet.IsLost = false);
    }

    public string KeyOfTenant => LeaseScript.KeyOf("acme", _bucket.Id);

    public string KeyOfScope(int scope, string key) => LeaseScript.KeyOf("acme", LimitBed.KeyOf(_bucket.Scopes[scope], key));

    private void Decide(Node node, string[] keys, RequestLimits state)
    {
        LimitVerdict verdict = node.Engine.Decide(node.Counter, state.Limits!, state.Uses[..state.UseCount], null, int.MaxValue, _clock.Now);
        if (verdict.NeedsStore)
        {
            _ = node.Store.AskAsync(state, verdict).AsTask();
            _waiting.Add((node, keys, state));
            return;
        }

        Last = verdict;
        if (verdict.Decision == RateLimitDecision.Allowed)
        {
            Note(KeyOfTenant);
            for (int i = 0; i < keys.Length; i++)
            {
                Note(KeyOfScope(i, keys[i]));
            }
        }
        else
        {
            Denied++;
        }

        node.Store.AskSoon(state, verdict);
    }

    private void Note(string key)
    {
        (string, long) window = (key, Store.WindowOf(key)?.End ?? 0);
        Allowed[window] = Allowed.GetValueOrDefault(window) + 1;
    }

    private sealed class Node
    {
        public Node(SimulatedFleet owner, int nodes)
        {
            (Fleet.Nodes, Fleet.RequestDeadline) = (nodes, TimeSpan.FromDays(40));
            ILeases leases = owner.Store.For(Fleet);
            Counter = new CounterDirectory(new FixedCapacity(0), Fleet) { IsFleet = true }.GetCounter("acme", owner._bucket.Id, "na-1");
            Scopes = new ScopeLeases(Engine, leases, Fleet, owner._clock);
            Store = new RedisFleetStore(leases, Scopes, Fleet, owner._clock, owner._time);
        }

        public FleetState Fleet { get; } = new();

        public LimitEngine Engine { get; } = new();

        public TenantCounter Counter { get; }

        public ScopeLeases Scopes { get; }

        public RedisFleetStore Store { get; }
    }
}
