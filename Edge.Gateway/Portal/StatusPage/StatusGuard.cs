using System.Net;
using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>Holds each address, and all together, to their requests: counts in short windows, forgotten with them.</summary>
internal sealed class StatusGuard(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds((double)StatusLimits.Burst / StatusLimits.RequestsPerSecond);

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressKey, int> _counts = [];
    private long _began = time.GetTimestamp();
    private int _total;
    private int _others;

    /// <summary>Whether a request may be answered.</summary>
    /// <param name="address">Of the client; null for one that is not counted by itself.</param>
    public bool TryEnter(IPAddress? address)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_began) >= Window)
            {
                _counts.Clear();
                (_total, _others, _began) = (0, 0, time.GetTimestamp());
            }

            if (++_total > StatusLimits.TotalPerSecond * Window.TotalSeconds)
            {
                return false;
            }

            if (address is null)
            {
                return true;
            }

            AddressKey key = AddressKey.Of(address).Client;
            int count = _counts.GetValueOrDefault(key);
            if (count == 0 && _counts.Count >= StatusLimits.MaxAddresses)
            {
                return ++_others <= StatusLimits.Burst;
            }

            _counts[key] = count + 1;
            return count < StatusLimits.Burst;
        }
    }
}
