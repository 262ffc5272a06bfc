using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>A node's part of a tenant's limit that a fleet shares, with what it has beyond the limit for bursts. Under the counter's lock.</summary>
internal sealed class FleetLease(FleetState fleet)
{
    private KeyLease _lease;
    private long _beyond;
    private long _lastGrant;
    private long _askAgainAt;

    /// <summary>Requests that wait for the store's answer; it is asked for at least as many units.</summary>
    public int Waiting;

    /// <summary>What this node knows of its fleet.</summary>
    public FleetState Fleet => fleet;

    /// <summary>When the window began, as far as this node knows.</summary>
    public long WindowStart { get; private set; }

    /// <summary>Whether it is time to ask in the background, before what is in hand is spent.</summary>
    public bool WantsMore { get; private set; }

    /// <summary>Units in hand.</summary>
    public long InHand => Math.Max(0, _lease.InHand) + _beyond;

    /// <summary>When the lease was last spent from, to find the idle ones.</summary>
    public long LastTaken { get; private set; }

    /// <summary>Whether something is waiting to be told to the store.</summary>
    public bool HasDebit => _lease.Owed > 0;

    /// <summary>The question under way, for those who come after to wait for; null when there is none.</summary>
    public Task<bool>? Asking { get; set; }

    /// <summary>Whether it knows of a window that is running.</summary>
    public bool IsRunning(long now) => _lease.Mark > now;

    /// <summary>Whether it is watched, so that it comes back when it lies idle.</summary>
    public bool IsListed { get; set; }

    public TenantRoom Look(TenantLimits limits, long now, long cost)
    {
        Reckon(limits.Rule, now);
        StoreLostPolicy policy = limits.Bucket.OnStoreLost;
        if (fleet.IsLost && policy == StoreLostPolicy.Open)
        {
            return new TenantRoom(new Room(0, limits.Rule.Limit, limits.Rule.WindowTicks), IsWithin: true, MayBurst: false, NeedsStore: false);
        }

        Room room = _lease.RoomOf(limits.Rule, now, cost);
        LeaseSays says = _lease.Decide(limits.Rule, fleet, policy, cost);
        if (says != LeaseSays.No)
        {
            return new TenantRoom(room, says == LeaseSays.Yes, MayBurst: false, NeedsStore: says == LeaseSays.Ask);
        }

        room = room with { Used = room.Used - _beyond, Remaining = 0 };
        bool mayAsk = !fleet.IsLost && _beyond < cost;
        if (mayAsk && limits.CanBurst && _lease.Used < limits.BurstCeiling)
        {
            return new TenantRoom(room, false, false, NeedsStore: true);
        }

        if (mayAsk && now >= _askAgainAt)
        {
            (WantsMore, _askAgainAt) = (true, now + FleetLimits.AskAgainTicks); // Other nodes may have given some back.
        }

        return new TenantRoom(room, IsWithin: false, MayBurst: limits.CanBurst && _beyond >= cost, NeedsStore: false);
    }

    /// <summary>Spends; what is not covered, in a preview, is told to the store later.</summary>
    public void Take(LimitRule rule, long now, long cost)
    {
        LastTaken = now;
        Reckon(rule, now);
        if (_lease.InHand < cost && _beyond >= cost)
        {
            _beyond -= cost;
        }
        else
        {
            bool isNew = _lease.Mark <= now;
            _lease.Take(rule, fleet, now, cost);
            WindowStart = isNew ? now : WindowStart;
        }

        if (HasDebit || InHand < _lastGrant / 2)
        {
            WantsMore = true;
        }
    }

    /// <summary>What to ask for now; the caller has seen that nothing is asked yet.</summary>
    /// <param name="limits">The limits in force.</param>
    /// <param name="now">Now.</param>
    /// <param name="cost">What a request costs; 0 to only give back.</param>
    /// <param name="isAwaited">Whether requests wait for the answer.</param>
    public LeaseRequest Ask(TenantLimits limits, long now, long cost, bool isAwaited)
    {
        Reckon(limits.Rule, now);
        WantsMore = false;
        if (cost > 0)
        {
            long guide = KeyLease.GuideOf(limits.Rule, _lease.Used < limits.Rule.Limit ? limits.Rule.Limit : limits.BurstCeiling, _lease.Used, fleet);
            long need = isAwaited ? cost * Math.Max(1, Waiting) : 0;
            return _lease.Ask(limits.Rule, fleet, now, Math.Max(Math.Max(cost, need), guide), need, givesBack: false);
        }

        LeaseRequest request = _lease.Ask(limits.Rule, fleet, now, 0, 0, givesBack: true);
        request = request with { Return = request.Return + _beyond };
        _beyond = 0;
        return request;
    }

    /// <summary>Takes the answer.</summary>
    public void Answer(LimitRule rule, in LeaseRequest request, in LeaseReply reply, long sentAt, long now)
    {
        if (reply.Window != _lease.Window)
        {
            _beyond = reply.IsSame ? _beyond : 0;
            WindowStart = sentAt + reply.AfterTicks - rule.WindowTicks;
        }

        _lease.Answer(rule, request, reply.IsBeyond ? reply with { Granted = 0 } : reply, sentAt, now);
        _beyond += reply.IsBeyond ? reply.Granted : 0;
        _lastGrant = reply.Granted;
        WantsMore = HasDebit || InHand < _lastGrant / 2; // What was wanted while the question was under way has come with it.
        if (reply.Granted == 0)
        {
            _askAgainAt = now + FleetLimits.AskAgainTicks;
        }
    }

    private void Reckon(LimitRule rule, long now)
    {
        _lease.Reckon(rule, fleet, now);
        _beyond = _lease.Mark > now ? _beyond : 0;
    }
}
