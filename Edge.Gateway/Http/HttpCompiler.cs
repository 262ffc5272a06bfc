using System.Globalization;
using System.Net;
using Edge.Gateway.Config;

namespace Edge.Gateway.Http;

/// <summary>Reads <c>trustedProxies</c> and <c>hsts</c> of <c>edge.json</c>.</summary>
internal sealed class HttpCompiler : ISnapshotCompiler
{
    public void Compile(SnapshotBuilder builder)
    {
        builder.Set(new HttpSettings
        {
            TrustedProxies = ReadTrustedProxies(builder),
            StrictTransportSecurity = ReadHsts(builder.Edge.Object("hsts")),
        });
    }

    private static List<IPNetwork> ReadTrustedProxies(SnapshotBuilder builder)
    {
        List<IPNetwork> networks = [];
        foreach ((string text, ConfigPosition position) in builder.Edge.Texts("trustedProxies"))
        {
            if (TryParseNetwork(text, out IPNetwork network))
            {
                networks.Add(network);
            }
            else
            {
                builder.Diagnostics.Error(position, ConfigCodes.OutOfRange, $"'trustedProxies' has \"{text}\"; set an address or a network whose host bits are zero, such as \"10.0.0.0/8\" or \"2001:db8::/32\".");
            }
        }

        if (networks.Count > HttpSettings.MaxTrustedProxies)
        {
            builder.Edge.Error("trustedProxies", ConfigCodes.TooMany, $"has {networks.Count} entries; at most {HttpSettings.MaxTrustedProxies} are accepted.");
        }

        return networks;
    }

    private static bool TryParseNetwork(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            network = new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        // .NET 10 takes "10.0.0.1/8" for "10.0.0.0/8"; whoever wrote it may have meant the one address.
        return IPNetwork.TryParse(text, out network)
            && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out IPAddress? written) && written.Equals(network.BaseAddress);
    }

    private static string? ReadHsts(ConfigObject hsts)
    {
        TimeSpan maxAge = hsts.Duration("maxAge", TimeSpan.FromDays(365), TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650));
        bool includeSubdomains = hsts.Flag("includeSubDomains", fallback: false);
        string value = string.Create(CultureInfo.InvariantCulture, $"max-age={(long)maxAge.TotalSeconds}{(includeSubdomains ? "; includeSubDomains" : "")}");
        return hsts.Flag("enabled", fallback: true) ? value : null;
    }
}
