using System.Collections.Concurrent;
using Edge.Gateway.Events;

namespace Edge.Gateway.Access.Bans;

/// <summary>All bans of this node. Looking one up takes no lock and allocates nothing; changes are rare and take one.</summary>
internal sealed class BanTable(TimeProvider time, IEventLog events)
{
    /// <summary>Most bans, those remembered included: about 30 MB. When all are in force a further one is refused, and counted: none in force ever gives way.</summary>
    public const int MaxBans = 100_000;

    /// <summary>Most bans of rule keys: a client may make up keys, but not addresses.</summary>
    public const int MaxKeyBans = MaxBans / 2;

    /// <summary>The name of what bans by itself, in events.</summary>
    public const string AbuseActor = "abuse";

    private readonly ConcurrentDictionary<BanSubject, Ban> _bans = new();
    private readonly Lock _changes = new();
    private int _addresses;
    private int _keys;

    /// <summary>Told of each ban that this node made, prolonged or lifted; not of what came from others. Must return at once.</summary>
    public event Action<Ban>? Changed;

    /// <summary>Counts every change, of others too; what is saved compares it.</summary>
    public long Version { get; private set; }

    /// <summary>Bans that were not made because the table was full.</summary>
    public long Refused { get; private set; }

    public bool IsEmpty => Volatile.Read(ref _addresses) + Volatile.Read(ref _keys) == 0;

    /// <summary>The ban that holds the subject off now, or null.</summary>
    public Ban? Find(in BanSubject subject) =>
        !IsEmpty && _bans.TryGetValue(subject, out Ban? ban) && ban.IsInForce(time.GetUtcNow()) ? ban : null;

    /// <summary>All bans, those remembered included.</summary>
    public IReadOnlyList<Ban> List() => [.. _bans.Values];

    /// <summary>How many are in force.</summary>
    public int CountInForce(BanKind kind)
    {
        DateTimeOffset now = time.GetUtcNow();
        int count = 0;
        foreach ((BanSubject subject, Ban ban) in _bans)
        {
            count += subject.Kind == kind && ban.IsInForce(now) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Bans by a rule; longer than the last time when that is still remembered.</summary>
    /// <returns>The ban in force; null when the table is full.</returns>
    public Ban? Add(BanSubject subject, string rule, BanPolicy policy, string reason)
    {
        lock (_changes)
        {
            DateTimeOffset now = time.GetUtcNow();
            _bans.TryGetValue(subject, out Ban? last);
            if (last is not null && last.IsInForce(now))
            {
                return last; // Two requests in flight tripped the rule: that is one offence.
            }

            int strikes = last is not null && now < last.Forgotten ? last.Strikes + 1 : 1;
            return Put(NewBan(subject, rule, AbuseActor, reason, now, policy.DurationOf(strikes), policy.Longest, strikes));
        }
    }

    /// <summary>Bans by hand; replaces what is there.</summary>
    /// <returns>The ban in force; null when the table is full.</returns>
    public Ban? AddManually(BanSubject subject, TimeSpan duration, string actor, string reason)
    {
        lock (_changes)
        {
            return Put(NewBan(subject, "manual", actor, reason, time.GetUtcNow(), duration, TimeSpan.Zero, strikes: 1));
        }
    }

    /// <summary>Lifts a ban and forgets it; false when there is none in force with that id.</summary>
    public bool Remove(string id, string actor)
    {
        lock (_changes)
        {
            DateTimeOffset now = time.GetUtcNow();
            foreach ((BanSubject subject, Ban ban) in _bans)
            {
                if (ban.Id == id && ban.IsInForce(now))
                {
                    Forget(subject);
                    Report("security.ban.remove", actor, ban, "lifted");
                    Changed?.Invoke(ban with { Expires = now, Forgotten = now, Updated = now });
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Takes over what another node or the state file says, unless this node knows something newer.</summary>
    /// <returns>Whether it changed anything here.</returns>
    public bool Merge(Ban other)
    {
        lock (_changes)
        {
            DateTimeOffset now = time.GetUtcNow();
            _bans.TryGetValue(other.Subject, out Ban? own);
            if (own is not null && (own.Updated > other.Updated || (own.Updated == other.Updated && own.Expires >= other.Expires)))
            {
                return false;
            }

            if (other.Forgotten > now || other.IsInForce(now))
            {
                return (own is not null || MakeRoom(other.Subject.Kind, now)) && Store(other);
            }

            if (own is null)
            {
                return false;
            }

            Forget(other.Subject);
            if (own.IsInForce(now))
            {
                Report("security.ban.remove", other.Actor, own, "lifted on another node");
            }

            return true;
        }
    }

    /// <summary>One step of the housekeeping: tells of bans that ended since the last one, and lets go of those forgotten.</summary>
    public void Sweep(DateTimeOffset since)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((BanSubject subject, Ban ban) in _bans)
        {
            if (ban.IsInForce(now))
            {
                continue;
            }

            if (ban.Expires > since)
            {
                Report("security.ban.remove", "expiry", ban, "expired");
            }

            if (now >= ban.Forgotten)
            {
                lock (_changes)
                {
                    if (_bans.TryGetValue(subject, out Ban? current) && ReferenceEquals(current, ban))
                    {
                        Forget(subject);
                    }
                }
            }
        }
    }

    private static Ban NewBan(BanSubject subject, string rule, string actor, string reason, DateTimeOffset now, TimeSpan duration, TimeSpan remembered, int strikes) => new()
    {
        Id = subject.ToId(),
        Subject = subject,
        Rule = rule,
        Actor = actor,
        Reason = reason,
        Strikes = strikes,
        Created = now,
        Expires = now + duration,
        Forgotten = now + duration + remembered,
        Updated = now,
    };

    private Ban? Put(Ban ban)
    {
        if (!_bans.ContainsKey(ban.Subject) && !MakeRoom(ban.Subject.Kind, ban.Created))
        {
            Refused++;
            return null;
        }

        Store(ban);
        Report("security.ban.add", ban.Actor, ban, $"{ban.Reason}; {(long)(ban.Expires - ban.Created).TotalSeconds} s by {ban.Rule}");
        Changed?.Invoke(ban);
        return ban;
    }

    private bool Store(Ban ban)
    {
        if (!_bans.ContainsKey(ban.Subject))
        {
            CountOf(ban.Subject.Kind)++;
        }

        _bans[ban.Subject] = ban;
        Version++;
        return true;
    }

    private void Forget(BanSubject subject)
    {
        if (_bans.TryRemove(subject, out _))
        {
            CountOf(subject.Kind)--;
            Version++;
        }
    }

    private ref int CountOf(BanKind kind)
    {
        if (kind == BanKind.Key)
        {
            return ref _keys;
        }

        return ref _addresses;
    }

    // A ban in force never gives way; a remembered one does.
    private bool MakeRoom(BanKind kind, DateTimeOffset now)
    {
        bool isKeyFull = kind == BanKind.Key && _keys >= MaxKeyBans;
        if (!isKeyFull && _addresses + _keys < MaxBans)
        {
            return true;
        }

        foreach ((BanSubject subject, Ban ban) in _bans)
        {
            if (!ban.IsInForce(now) && (!isKeyFull || subject.Kind == BanKind.Key))
            {
                Forget(subject);
                return true;
            }
        }

        return false;
    }

    private void Report(string eventType, string actor, Ban ban, string reason) =>
        events.Write(new EdgeEvent(eventType, EventSeverity.Warn, actor, ban.Subject.ToString(), EventOutcome.Success, reason)
        {
            Tenant = ban.Subject is { Kind: BanKind.Address, Scope.Length: > 0 } ? ban.Subject.Scope : null,
        });
}
