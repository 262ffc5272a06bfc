using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>A node's part of a limit that a fleet shares: units taken from the store before they are spent. Under the counter's lock.</summary>
/// <remarks>Nothing is let through that was not taken before, so all nodes together never exceed the limit while the store is there.</remarks>
internal sealed class FleetLease(FleetState fleet)
{
    /// <summary>After the store said that nothing is left, it is asked again, in the background, when this has passed: other nodes may have returned some.</summary>
    public static readonly long AskAgainTicks = TimeSpan.FromMilliseconds(100).Ticks;

    private long _within;
    private long _beyond;
    private long _used;
    private long _windowEnd;
    private long _window;
    private long _debit;
    private long _lastGrant;
    private long _askAgainAt;
    private bool _hasShare;

    /// <summary>When the window began, as far as this node knows.</summary>
    public long WindowStart { get; private set; }

    /// <summary>Whether a question to the store is under way.</summary>
    public bool IsAsking { get; set; }

    /// <summary>Whether it is time to ask in the background, before what is in hand is spent.</summary>
    public bool WantsMore { get; private set; }

    /// <summary>Units in hand.</summary>
    public long InHand => _within + _beyond;

    /// <summary>When the lease was last spent from, to find the idle ones.</summary>
    public long LastTaken { get; set; }

    /// <summary>Whether something is waiting to be told to the store.</summary>
    public bool HasDebit => _debit > 0;

    /// <summary>The question under way, for those who come after to wait for; null when there is none.</summary>
    public Task<bool>? Asking { get; set; }

    /// <summary>Requests that wait for the store's answer; it is asked for at least as many units.</summary>
    public int Waiting;

    public TenantRoom Look(TenantLimits limits, long now, long cost)
    {
        bool canAsk = !fleet.IsLost;
        bool hesitates = canAsk && now < fleet.SuspectUntil;
        if (hesitates && limits.Bucket.OnStoreLost != StoreLostPolicy.Closed)
        {
            TakeCredit(limits, now);
        }

        if (canAsk ? now >= _windowEnd : limits.Bucket.OnStoreLost == StoreLostPolicy.Closed && (now >= _windowEnd || _within < cost))
        {
            return new TenantRoom(default, false, false, NeedsStore: true);
        }

        if (!canAsk && limits.Bucket.OnStoreLost == StoreLostPolicy.Open)
        {
            return new TenantRoom(new Room(0, limits.Rule.Limit, limits.Rule.WindowTicks), IsWithin: true, MayBurst: false, NeedsStore: false);
        }

        if (!canAsk && limits.Bucket.OnStoreLost == StoreLostPolicy.Share)
        {
            TakeShare(limits, now);
        }

        long used = _used - InHand;
        var room = new Room(used, Math.Max(0, limits.Rule.Limit - used), Math.Max(1, _windowEnd - now));
        if (_within >= cost)
        {
            return new TenantRoom(room, IsWithin: true, MayBurst: false, NeedsStore: false);
        }

        if (_used < limits.Rule.Limit && canAsk)
        {
            return new TenantRoom(room, false, false, NeedsStore: true);
        }

        room = room with { Remaining = 0 };
        if (limits.CanBurst && _used < limits.BurstCeiling && _beyond < cost && canAsk)
        {
            return new TenantRoom(room, false, false, NeedsStore: true);
        }

        if (_beyond < cost && now >= _askAgainAt && canAsk)
        {
            (WantsMore, _askAgainAt) = (true, now + AskAgainTicks);
        }

        return new TenantRoom(room, IsWithin: false, MayBurst: limits.CanBurst && _beyond >= cost, NeedsStore: false);
    }

    /// <summary>Spends; what is not covered, in a preview, is told to the store later.</summary>
    public void Take(long cost, long now)
    {
        LastTaken = now;
        if (_within >= cost)
        {
            _within -= cost;
        }
        else if (_beyond >= cost)
        {
            _beyond -= cost;
        }
        else
        {
            Charge(cost);
        }

        if (InHand < _lastGrant / 2)
        {
            WantsMore = true;
        }
    }

    /// <summary>Uses without having taken before: more than the origin's first cost, say.</summary>
    public void Charge(long cost)
    {
        _debit += cost;
        _used += cost;
        WantsMore = true;
    }

    /// <summary>What to ask for now; the caller has seen that <see cref="IsAsking"/> is false and sets it.</summary>
    /// <param name="limits">The limits in force.</param>
    /// <param name="now">Now.</param>
    /// <param name="cost">What the waiting request needs at least; 0 to only give back.</param>
    public LeaseRequest Ask(TenantLimits limits, long now, long cost)
    {
        bool isOpen = now < _windowEnd;
        long returned = 0;
        if (!isOpen)
        {
            (_window, _within, _beyond, _debit, _used) = (0, 0, 0, 0, 0); // What is left of an old window is worth nothing in the new one.
        }

        if (cost == 0)
        {
            returned = InHand;
            (_used, _within, _beyond) = (_used - returned, 0, 0);
        }

        var request = new LeaseRequest(
            cost == 0 ? 0 : Math.Max(cost * Math.Max(1, Waiting), WantOf(limits, isOpen ? _used : 0)),
            isOpen ? _debit : 0,
            returned,
            isOpen ? _window : 0,
            _used,
            isOpen ? _windowEnd - now : 0);
        (_debit, WantsMore, IsAsking) = (0, false, true);
        return request;
    }

    /// <summary>Takes the answer.</summary>
    /// <param name="reply">What the store said.</param>
    /// <param name="sentAt">When the question was sent: the window never ends later here than there.</param>
    /// <param name="windowTicks">Length of a window.</param>
    public void Answer(in LeaseReply reply, long sentAt, long windowTicks)
    {
        IsAsking = false;
        if (reply.Window != _window)
        {
            if (_window != 0 && !reply.IsSame)
            {
                (_within, _beyond) = (0, 0); // What was taken while the store was lost, in a window without a name, was told to it and stays.
            }

            (_window, WindowStart) = (reply.Window, sentAt + reply.EndsAfterTicks - windowTicks);
        }

        _windowEnd = sentAt + reply.EndsAfterTicks;
        _hasShare = false;
        _used = reply.Used + _debit;
        _lastGrant = reply.Granted;
        if (reply.Granted == 0)
        {
            _askAgainAt = sentAt + AskAgainTicks;
        }

        if (reply.IsBeyond)
        {
            _beyond += reply.Granted;
        }
        else
        {
            _within += reply.Granted;
        }
    }

    /// <summary>The question was not answered: what it told is told again.</summary>
    public void Fail(in LeaseRequest request)
    {
        IsAsking = false;
        _debit += request.Debit;
        // What was given back stays given: better a few units stranded than spent twice.
    }

    // Large while much is left, one at the very end: nodes that take half of their part never strand much.
    private long WantOf(TenantLimits limits, long used)
    {
        long limit = used < limits.Rule.Limit ? limits.Rule.Limit : limits.BurstCeiling;
        long guided = (limit - used) / (2 * fleet.Nodes);
        return Math.Clamp(guided, 1, Math.Max(FleetLimits.LeaseUnits, limit / (100 * fleet.Nodes)));
    }

    // The store hesitates: a little of what is left may be spent before it is told, so that nobody is denied what the headers promised.
    private void TakeCredit(TenantLimits limits, long now)
    {
        if (now >= _windowEnd)
        {
            BeginAlone(limits, now);
        }

        long left = limits.Rule.Limit - _used;
        if (InHand == 0 && _debit == 0 && left > 0)
        {
            Borrow(Math.Clamp(left / (8 * fleet.Nodes), 1, FleetLimits.LeaseUnits));
        }
    }

    // The store cannot be asked: once per window, an even share of what nobody has taken as far as this node knows.
    private void TakeShare(TenantLimits limits, long now)
    {
        if (now >= _windowEnd)
        {
            BeginAlone(limits, now);
        }

        if (!_hasShare)
        {
            _hasShare = true;
            Borrow(Math.Max(0, limits.Rule.Limit - _used) / fleet.Nodes);
        }
    }

    // A window without a name, until the store gives it one.
    private void BeginAlone(TenantLimits limits, long now)
    {
        (_window, WindowStart, _windowEnd) = (0, now, now + limits.Rule.WindowTicks);
        (_used, _within, _beyond, _debit, _hasShare) = (0, 0, 0, 0, false);
    }

    // Into the hand without a grant; the store is told with the next question.
    private void Borrow(long units) => (_within, _used, _debit, WantsMore) = (_within + units, _used + units, _debit + units, true);
}
