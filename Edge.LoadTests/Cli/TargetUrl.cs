using System.Net;

namespace Edge.LoadTests.Cli;

/// <summary>Reads <c>--target</c>: a URL of this machine.</summary>
internal sealed record TargetUrl(IPEndPoint Address, bool IsTls, string Host, string Path)
{
    /// <exception cref="FormatException">It is no URL, or of another machine: load on machines of others is an attack.</exception>
    public static TargetUrl Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw new FormatException($"--target is \"{text}\"; give an http or https URL of this machine, such as http://127.0.0.1:8080/echo.");
        }

        IPAddress? address = url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            ? IPAddress.Parse(url.IdnHost)
            : url.IdnHost is "localhost" || url.IdnHost.EndsWith(".localhost", StringComparison.Ordinal) ? IPAddress.Loopback : null; // RFC 6761 §6.3: never asked of DNS.
        if (address is null || !IPAddress.IsLoopback(address))
        {
            throw new FormatException($"--target is \"{text}\": only this machine may be loaded (127.0.0.0/8, [::1], localhost, *.localhost). Run the load where the target runs.");
        }

        return new TargetUrl(new IPEndPoint(address, url.Port), url.Scheme == Uri.UriSchemeHttps, url.IdnHost, url.PathAndQuery);
    }
}
