using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>What a node knows and has of one count that a fleet shares: 18 bytes of a key's entry. All zero: nothing known. Under the lock of its owner.</summary>
/// <remarks>
/// Nothing is let through that was not taken from the store before, so all nodes together never exceed the limit while the store is there.
/// What had to be spent without (an origin's cost, a preview, a store that is lost) is owed, and told later.
/// </remarks>
internal struct KeyLease
{
    /// <summary>Highest name of a window: the bits above it are flags in a key's entry.</summary>
    public const int MaxWindow = (1 << 14) - 1;

    /// <summary>End of the window; with <c>gcra</c>, when one more unit is back.</summary>
    public long Mark;

    /// <summary>Units the whole fleet has taken, as the store said last; those in hand are among them.</summary>
    public int Used;

    /// <summary>Units taken and not spent; below zero, units spent and not taken yet.</summary>
    public int InHand;

    /// <summary>Name of the window; 0 when the store has not named it.</summary>
    public int Window;

    /// <summary>Units spent that the store does not know of.</summary>
    public readonly long Owed => Math.Max(0, -(long)InHand);

    public static KeyLease Of(in KeyEntry entry) => new()
    {
        Mark = entry.State.Mark,
        Used = (int)(entry.State.Value >> 32),
        InHand = (int)entry.State.Value,
        Window = entry.Window & MaxWindow,
    };

    public readonly void Save(ref KeyEntry entry)
    {
        entry.State = new CounterState { Mark = Mark, Value = ((long)Used << 32) | (uint)InHand };
        entry.Window = (ushort)((entry.Window & ~MaxWindow) | Window);
    }

    /// <summary>Lets go of what time has taken back.</summary>
    public void Reckon(LimitRule rule, FleetState fleet, long now)
    {
        if (now < Mark || (Mark == 0 && InHand == 0))
        {
            return;
        }

        if (rule.Algorithm == LimitAlgorithm.FixedWindow)
        {
            this = default; // What is left of an old window is worth nothing in the new one.
            return;
        }

        // First what the fleet has used; then what this node owes, by its part of the rate alone while the store is lost.
        long step = StepOf(rule);
        long back = Math.Min(Used, 1 + ((now - Mark) / step));
        (Used, Mark) = ((int)(Used - back), Mark + (back * step));
        InHand = Math.Min(InHand, Used);
        if (now >= Mark && InHand < 0)
        {
            step *= fleet.IsLost ? fleet.Nodes : 1;
            back = Math.Min(Owed, 1 + ((now - Mark) / step));
            (InHand, Mark) = ((int)(InHand + back), Mark + (back * step));
        }
    }

    /// <summary>What is left as far as this node knows. After <see cref="Reckon"/>.</summary>
    public readonly Room RoomOf(LimitRule rule, long now, long cost)
    {
        long used = (long)Used - InHand;
        long remaining = Math.Max(0, rule.Limit - used);
        if (rule.Algorithm == LimitAlgorithm.FixedWindow)
        {
            return new Room(used, remaining, Mark > now ? Math.Min(Mark - now + FleetLimits.ResetSlackTicks, rule.WindowTicks) : rule.WindowTicks);
        }

        long step = StepOf(rule);
        long more = remaining >= cost ? 0 : Math.Min(cost, rule.Limit) - remaining - 1;
        return new Room(used, remaining, Math.Max(1, (Mark > now ? Mark - now : step) + (more * step)));
    }

    /// <summary>Whether a request may be let through. After <see cref="Reckon"/>.</summary>
    public readonly LeaseSays Decide(LimitRule rule, FleetState fleet, StoreLostPolicy policy, long cost)
    {
        if (InHand >= cost)
        {
            return LeaseSays.Yes;
        }

        if (fleet.IsLost)
        {
            return policy == StoreLostPolicy.Closed ? LeaseSays.Ask : InHand - cost >= -ShareOf(rule, fleet) ? LeaseSays.Yes : LeaseSays.No;
        }

        return rule.Limit - Used - Owed > 0 ? LeaseSays.Ask : LeaseSays.No; // A store that is slow is not lost: nothing is spent uncounted.
    }

    /// <summary>
    /// Whether the store should hear of this key in the background: something is owed that nobody watches, or a busy key is about to run out.
    /// The first few requests of a key ask for no more than they need, so that a key that comes once leaves nothing lying about.
    /// </summary>
    public readonly bool WantsStore(LimitRule rule, FleetState fleet, in KeyEntry entry) =>
        InHand < 0 ? !entry.IsListed
            : !fleet.IsLost && !entry.IsAsking && Used is > 4 && WantOf(rule, fleet, 1) is > 1 and var want && InHand <= want / 4;

    /// <summary>Units to ask for: as many as the fleet has used so far, so that it doubles; half of this node's part of what is left; one at the very end.</summary>
    public readonly long WantOf(LimitRule rule, FleetState fleet, long cost) =>
        Math.Max(cost, Math.Min(Used, GuideOf(rule, rule.Limit, Used, fleet)));

    /// <summary>The size of a lease: large while much is left, one at the very end: nodes that take half of their part never strand much.</summary>
    /// <remarks>With <c>gcra</c> what all nodes have in hand together comes back within the time after which idle leases do, so no limit is exceeded by more, however late a lease is spent.</remarks>
    public static long GuideOf(LimitRule rule, long limit, long used, FleetState fleet)
    {
        long most = Math.Max(FleetLimits.LeaseUnits, limit / (100 * fleet.Nodes));
        if (rule.Algorithm == LimitAlgorithm.Gcra)
        {
            most = Math.Clamp(FleetLimits.IdleLease.Ticks / (2 * StepOf(rule) * fleet.Nodes), 1, most); // Two leases may overlap.
        }

        return Math.Clamp((limit - used) / PartsOf(fleet), 1, most);
    }

    // Half of a node's share.
    private static int PartsOf(FleetState fleet) => 2 * fleet.Nodes;

    /// <summary>Spends; below what is in hand it is owed.</summary>
    public void Take(LimitRule rule, FleetState fleet, long now, long cost)
    {
        Reckon(rule, fleet, now);
        if (Mark <= now)
        {
            Mark = now + (rule.Algorithm == LimitAlgorithm.FixedWindow ? rule.WindowTicks : StepOf(rule)); // Begun alone, without a name.
        }

        InHand = (int)Math.Max(int.MinValue / 2, InHand - cost);
    }

    /// <summary>What to ask for now. What is given back leaves the hand at once, whether or not the store hears of it.</summary>
    public LeaseRequest Ask(LimitRule rule, FleetState fleet, long now, long want, long need, bool givesBack)
    {
        Reckon(rule, fleet, now);
        int returned = givesBack ? Math.Max(0, InHand) : 0;
        var request = new LeaseRequest(want, need, PartsOf(fleet), Owed, returned, Window, Used, Mark > now ? Mark - now : 0);
        (InHand, Used) = (InHand - returned, Used - returned);
        return request;
    }

    /// <summary>Takes the answer.</summary>
    /// <param name="rule">The limit.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="reply">What the store said.</param>
    /// <param name="sentAt">When the question was sent: the window never ends later here than there.</param>
    /// <param name="now">Now.</param>
    public void Answer(LimitRule rule, in LeaseRequest request, in LeaseReply reply, long sentAt, long now)
    {
        if (reply.Window == 0)
        {
            return; // Nothing is counted there, and nothing was told.
        }

        bool isCounted = reply.IsSame || request.Window == 0;
        if (Window != 0 && reply.Window != Window && !reply.IsSame)
        {
            InHand = 0; // Of another window.
        }

        (Window, Used) = (reply.Window, (int)Math.Clamp(reply.Used, 0, int.MaxValue / 2));
        InHand += (int)(reply.Granted + (isCounted ? request.Debit : 0));
        Mark = reply.AfterTicks + (rule.Algorithm == LimitAlgorithm.FixedWindow ? sentAt : now);
    }

    /// <summary>Ticks until nothing is known any more.</summary>
    public readonly long ForgetAfter(LimitRule rule, long now) =>
        Math.Max(0, Mark - now) + (rule.Algorithm == LimitAlgorithm.FixedWindow ? 0 : Math.Max(0, Used + Owed - 1) * StepOf(rule));

    private static long StepOf(LimitRule rule) => (rule.WindowTicks + rule.Limit - 1) / rule.Limit;

    // The store cannot be asked: an even share of what nobody has taken. Since it last answered here, the others have each taken about one lease more.
    private readonly long ShareOf(LimitRule rule, FleetState fleet)
    {
        long known = Window == 0 ? 0 : Used + ((fleet.Nodes - 1) * Math.Min(Used, GuideOf(rule, rule.Limit, Used, fleet)));
        return known >= rule.Limit ? 0 : Math.Max(1, (rule.Limit - known) / fleet.Nodes);
    }
}
