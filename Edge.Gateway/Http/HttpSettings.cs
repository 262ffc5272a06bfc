using System.Net;

namespace Edge.Gateway.Http;

/// <summary>How requests are taken in: whose forwarded headers count, and what HSTS says.</summary>
internal sealed class HttpSettings
{
    /// <summary>Most entries of <c>trustedProxies</c>; each is compared with the peer of every request.</summary>
    public const int MaxTrustedProxies = 256;

    /// <summary>Most hops of <c>X-Forwarded-For</c> that are walked, from the right.</summary>
    public const int MaxForwardedHops = 32;

    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>Value of <c>Strict-Transport-Security</c> on https responses; null sends none.</summary>
    public required string? StrictTransportSecurity { get; init; }

    public bool IsTrusted(IPAddress address)
    {
        for (int i = 0; i < TrustedProxies.Count; i++)
        {
            if (TrustedProxies[i].Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
