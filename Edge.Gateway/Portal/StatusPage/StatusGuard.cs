using System.Net;
using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>Holds each address, and all together, to their requests, in short windows that are forgotten, and each address to its connections.</summary>
/// <remarks>What an address is refused costs nobody else anything.</remarks>
internal sealed class StatusGuard(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds((double)StatusLimits.Burst / StatusLimits.RequestsPerSecond);

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressKey, int> _counts = [];
    private long _began = time.GetTimestamp();
    private readonly Dictionary<AddressKey, int> _connections = [];
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

            if ((address is not null && !TryCount(AddressKey.Of(address).Client)) || _total >= StatusLimits.TotalPerSecond * Window.TotalSeconds)
            {
                return false;
            }

            _total++;
            return true;
        }
    }

    /// <summary>Whether an address may have one more connection; <see cref="Disconnect"/> gives it back.</summary>
    public bool TryConnect(IPAddress address)
    {
        AddressKey key = AddressKey.Of(address).Client;
        lock (_lock)
        {
            int count = _connections.GetValueOrDefault(key);
            if (count >= StatusLimits.MaxConnectionsPerAddress)
            {
                return false;
            }

            _connections[key] = count + 1;
            return true;
        }
    }

    /// <summary>A connection that was let in has ended.</summary>
    public void Disconnect(IPAddress address)
    {
        AddressKey key = AddressKey.Of(address).Client;
        lock (_lock)
        {
            if (--_connections[key] == 0)
            {
                _connections.Remove(key);
            }
        }
    }

    private bool TryCount(AddressKey key)
    {
        int count = _counts.GetValueOrDefault(key);
        if (count == 0 && _counts.Count >= StatusLimits.MaxAddresses)
        {
            return ++_others <= StatusLimits.Burst;
        }

        _counts[key] = count + 1;
        return count < StatusLimits.Burst;
    }
}
