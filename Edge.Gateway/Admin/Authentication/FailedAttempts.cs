using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Holds off addresses that present tokens which no one has: after <see cref="Free"/> of them for a second, then twice as long each time.</summary>
/// <remarks>Counts by address, of IPv6 by /64, so that nobody locks out anybody elsewhere. Thread-safe.</remarks>
internal sealed class FailedAttempts(TimeProvider time)
{
    /// <summary>Failures that have no consequence: slips of the pen.</summary>
    public const int Free = 5;

    /// <summary>Most addresses remembered; beyond it the one that failed longest ago is forgotten.</summary>
    public const int MaxAddresses = 10_000;

    /// <summary>The first lock.</summary>
    public static readonly TimeSpan FirstLock = TimeSpan.FromSeconds(1);

    /// <summary>The longest lock.</summary>
    public static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(5);

    /// <summary>Time without a failure after which an address begins anew.</summary>
    public static readonly TimeSpan Forgiveness = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressKey, LinkedListNode<Entry>> _byAddress = [];
    private readonly LinkedList<Entry> _byAge = new(); // The one that failed last is last.

    /// <summary>Addresses remembered.</summary>
    public int Count => _byAddress.Count;

    /// <summary>How long an address stays locked; zero when it is not.</summary>
    public TimeSpan LockOf(AddressKey client)
    {
        lock (_lock)
        {
            TimeSpan left = _byAddress.TryGetValue(client, out LinkedListNode<Entry>? node) ? node.Value.LockedUntil - time.GetUtcNow() : TimeSpan.Zero;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Counts a failure of an address that is not locked.</summary>
    /// <returns>How long it is locked from now on; zero when it is not.</returns>
    public TimeSpan Add(AddressKey client)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            int failures = 1;
            if (_byAddress.Remove(client, out LinkedListNode<Entry>? node))
            {
                _byAge.Remove(node);
                failures += now - node.Value.Failed < Forgiveness ? node.Value.Failures : 0;
            }
            else if (_byAddress.Count == MaxAddresses)
            {
                _byAddress.Remove(_byAge.First!.Value.Client);
                _byAge.RemoveFirst();
            }

            // 2^20 seconds is beyond the longest lock.
            TimeSpan length = failures <= Free ? TimeSpan.Zero : FirstLock * (1 << Math.Min(failures - Free - 1, 20));
            length = length < LongestLock ? length : LongestLock;
            _byAddress.Add(client, _byAge.AddLast(new Entry(client, failures, now, now + length)));
            return length;
        }
    }

    private readonly record struct Entry(AddressKey Client, int Failures, DateTimeOffset Failed, DateTimeOffset LockedUntil);
}
