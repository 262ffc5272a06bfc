using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Listeners;

/// <summary>Where the gateway really listens, once it does: useful when a configured port is 0.</summary>
internal static class ListenerAddresses
{
    /// <summary>URL of the https listener; null when it is off.</summary>
    public static Uri? Https(IServiceProvider services) => Find(services, Uri.UriSchemeHttps);

    /// <summary>URL of the cleartext listener; null when it is off.</summary>
    public static Uri? Http(IServiceProvider services) => Find(services, Uri.UriSchemeHttp);

    private static Uri? Find(IServiceProvider services, string scheme) =>
        services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Select(static address => new Uri(address)).FirstOrDefault(address => address.Scheme == scheme);
}
