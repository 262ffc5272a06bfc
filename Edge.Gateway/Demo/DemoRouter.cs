namespace Edge.Gateway.Demo;

/// <summary>Path to <see cref="DemoRoute"/>, and route to its handler.</summary>
internal static class DemoRouter
{
    /// <summary>What a decoded path asks for. Exact and case-sensitive, as origins are; allocates nothing.</summary>
    public static DemoRoute Match(ReadOnlySpan<char> path) => path switch
    {
        "/api/v1/users" => DemoRoute.Users,
        "/api/v1/authn" => DemoRoute.Authn,
        "/oauth2/v1/token" => DemoRoute.Token,
        "/oauth2/v1/keys" => DemoRoute.Keys,
        "/.well-known/openid-configuration" => DemoRoute.OpenIdConfiguration,
        "/echo" => DemoRoute.Echo,
        "/upload" => DemoRoute.Upload,
        "/slow" => DemoRoute.Slow,
        "/stream" => DemoRoute.Stream,
        "/ws" => DemoRoute.WebSocket,
        "/grpc/echo" => DemoRoute.Grpc,
        "/healthz" => DemoRoute.Health,
        "/_demo" or "/_demo/reset" => DemoRoute.Control,
        _ => MatchPrefix(path),
    };

    /// <summary>Segment of a path, from 0; empty when the path has fewer.</summary>
    public static ReadOnlySpan<char> Segment(ReadOnlySpan<char> path, int index)
    {
        ReadOnlySpan<char> rest = path.IsEmpty ? path : path[1..];
        foreach (Range range in rest.Split('/'))
        {
            if (index-- == 0)
            {
                return rest[range];
            }
        }

        return [];
    }

    /// <summary>Answers the request; faults are behind us.</summary>
    public static Task DispatchAsync(DemoExchange exchange) => exchange.Route switch
    {
        DemoRoute.Authn => AuthnHandler.HandleAsync(exchange),
        DemoRoute.Token => TokenHandler.HandleAsync(exchange),
        DemoRoute.Users or DemoRoute.User or DemoRoute.UserLifecycle or DemoRoute.UserPassword => UsersHandler.HandleAsync(exchange),
        DemoRoute.OpenIdConfiguration => OpenIdHandler.HandleConfigurationAsync(exchange),
        DemoRoute.Keys => OpenIdHandler.HandleKeysAsync(exchange),
        DemoRoute.Echo => EchoHandler.HandleAsync(exchange),
        DemoRoute.Bytes => BytesHandler.HandleAsync(exchange),
        DemoRoute.Upload => EchoHandler.HandleUploadAsync(exchange),
        DemoRoute.Slow => TimingHandler.HandleSlowAsync(exchange),
        DemoRoute.Status => TimingHandler.HandleStatusAsync(exchange),
        DemoRoute.Stream => TimingHandler.HandleStreamAsync(exchange),
        DemoRoute.WebSocket => WebSocketHandler.HandleAsync(exchange),
        DemoRoute.Grpc => GrpcHandler.HandleAsync(exchange),
        DemoRoute.Health => HandleHealthAsync(exchange),
        DemoRoute.Control => ControlHandler.HandleAsync(exchange),
        _ => DemoJson.WriteErrorAsync(exchange, StatusCodes.Status404NotFound, "E0000007", "Not found: the demo cell has nothing here."),
    };

    private static DemoRoute MatchPrefix(ReadOnlySpan<char> path)
    {
        if (path.StartsWith("/api/v1/users/"))
        {
            return MatchUser(path["/api/v1/users/".Length..]);
        }

        if (path.StartsWith("/oauth2/"))
        {
            ReadOnlySpan<char> rest = path["/oauth2/".Length..];
            int slash = rest.IndexOf('/');
            return slash <= 0 ? DemoRoute.Other : rest[slash..] switch
            {
                "/v1/token" => DemoRoute.Token,
                "/v1/keys" => DemoRoute.Keys,
                "/.well-known/openid-configuration" => DemoRoute.OpenIdConfiguration,
                _ => DemoRoute.Other,
            };
        }

        return path.StartsWith("/echo/") ? DemoRoute.Echo
            : path.StartsWith("/bytes/") ? DemoRoute.Bytes
            : path.StartsWith("/status/") ? DemoRoute.Status
            : DemoRoute.Other;
    }

    private static DemoRoute MatchUser(ReadOnlySpan<char> rest)
    {
        int slash = rest.IndexOf('/');
        if (slash < 0)
        {
            return rest.IsEmpty ? DemoRoute.Other : DemoRoute.User;
        }

        ReadOnlySpan<char> action = rest[slash..];
        return slash == 0 ? DemoRoute.Other
            : action is "/credentials/change_password" ? DemoRoute.UserPassword
            : action.StartsWith("/lifecycle/") ? DemoRoute.UserLifecycle
            : DemoRoute.Other;
    }

    private static Task HandleHealthAsync(DemoExchange exchange)
    {
        bool healthy = exchange.Destination.Faults.Healthy;
        return DemoJson.WriteAsync(
            exchange,
            healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            healthy,
            static (writer, healthy) => writer.WriteString("status"u8, healthy ? "healthy"u8 : "unhealthy"u8));
    }
}
