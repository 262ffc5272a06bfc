using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Portal.Design;

/// <summary>Holds off who asks for pages faster than anybody reads. Fixed memory: addresses that share a slot share its room. Thread-safe.</summary>
internal sealed class PortalThrottle(TimeProvider time)
{
    /// <summary>Most requests of a client per second: a page has three, and a reader who is in a hurry clicks twice.</summary>
    public const int MaxPerSecond = 30;

    /// <summary>Slots, of eight bytes.</summary>
    public const int Slots = 16_384;

    private readonly long[] _slots = new long[Slots]; // Second in the upper half, count in the lower.
    private readonly int _seed = Random.Shared.Next();

    /// <summary>Whether a client may have one more answer within this second.</summary>
    public bool TryEnter(AddressKey client)
    {
        long second = (time.GetTimestamp() / time.TimestampFrequency) & int.MaxValue;
        ref long slot = ref _slots[(uint)HashCode.Combine(client.ClientBits, _seed) % Slots];
        while (true)
        {
            long before = Volatile.Read(ref slot);
            long count = before >> 32 == second ? (before & uint.MaxValue) + 1 : 1;
            if (count > MaxPerSecond)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref slot, (second << 32) | count, before) == before)
            {
                return true;
            }
        }
    }
}
