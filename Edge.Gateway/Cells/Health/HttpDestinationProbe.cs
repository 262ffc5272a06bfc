using System.Net;
using Edge.Gateway.Cells.Routing;

namespace Edge.Gateway.Cells.Health;

/// <summary>Probes by GET over connections of its own: neither do probes wait behind requests, nor does a full pool look like an outage.</summary>
internal sealed class HttpDestinationProbe : IDestinationProbe, IDisposable
{
    /// <summary>Connections to one destination; a second one is opened while a probe hangs.</summary>
    private const int MaxConnections = 3;

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = MaxConnections,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
        ConnectTimeout = TimeSpan.FromMinutes(1), // A probe's own deadline is shorter.
    });

    public async Task<ProbeResult> ProbeAsync(LiveDestination destination, CellHealthSettings settings, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(destination.Address.TrimEnd('/') + settings.Path))
        {
            Version = HttpVersion.Version20, // Over https by agreement; over http it stays 1.1.
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "edge-probe");
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, deadline.Token);
            return ProbeResult.Answered((int)response.StatusCode);
        }
        catch (OperationCanceledException)
        {
            return new ProbeResult(0, TimedOut: true, "probe got no answer in time");
        }
        catch (Exception exception) // Whatever it is, the destination did not answer; and a probe that threw would leave the node unready.
        {
            return new ProbeResult(0, TimedOut: false, exception.GetBaseException().Message);
        }
    }

    public void Dispose() => _client.Dispose();
}
