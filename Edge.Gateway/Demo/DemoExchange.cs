namespace Edge.Gateway.Demo;

/// <summary>One request at a destination. Kept by its connection and used again for the next request.</summary>
internal sealed class DemoExchange(DemoDestination destination)
{
    /// <summary>Where it arrived.</summary>
    public DemoDestination Destination { get; } = destination;

    /// <summary>The request and its response.</summary>
    public DefaultHttpContext Http { get; } = new();

    /// <summary>What its path asks for.</summary>
    public DemoRoute Route { get; set; }

    /// <summary>Tenant that the gateway named, null when the request came without a gateway.</summary>
    public string? Tenant => Header("X-Edge-Tenant");

    /// <summary>Tenant under which users are kept.</summary>
    public string UserSpace => Tenant ?? string.Empty;

    /// <summary><c>X-Edge-Mode</c>, null when absent: reads and writes.</summary>
    public string? Mode => Header("X-Edge-Mode");

    /// <summary>Whether the gateway says that the tenant may only read.</summary>
    public bool IsReadOnly => string.Equals(Mode, "read-only", StringComparison.OrdinalIgnoreCase);

    /// <summary>Id that the gateway gave the request, null when absent.</summary>
    public string? RequestId => Header("X-Request-Id");

    /// <summary>A request header as one string, null when absent.</summary>
    public string? Header(string name) =>
        Http.Request.Headers.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) ? values.ToString() : null;

    /// <summary>Names cell and destination in headers, for answers that are not JSON.</summary>
    public void SignHeaders()
    {
        Http.Response.Headers["X-Demo-Cell"] = Destination.Options.Cell;
        Http.Response.Headers["X-Demo-Destination"] = Destination.Options.Destination;
    }

    /// <summary>Ends the connection with a reset, without an answer.</summary>
    public void ResetConnection() => Destination.Connections.Abort(Http.Connection.Id);

    /// <summary>A token that ends with the request or with the destination; dispose it.</summary>
    public CancellationTokenSource LinkAborted() =>
        CancellationTokenSource.CreateLinkedTokenSource(Http.RequestAborted, Destination.Stopping);
}
