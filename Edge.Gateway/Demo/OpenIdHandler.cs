using System.Buffers.Text;

namespace Edge.Gateway.Demo;

/// <summary>OpenID Connect discovery and the key set, for the host that the client used.</summary>
internal static class OpenIdHandler
{
    /// <summary><c>GET /.well-known/openid-configuration</c>, also below <c>/oauth2/{server}</c>.</summary>
    public static Task HandleConfigurationAsync(DemoExchange exchange)
    {
        if (!IsRead(exchange))
        {
            return DemoJson.WriteMethodNotAllowedAsync(exchange, "GET");
        }

        HttpRequest request = exchange.Http.Request;
        string origin = $"{exchange.Header("X-Forwarded-Proto") ?? request.Scheme}://{exchange.Header("X-Forwarded-Host") ?? request.Host.Value}";
        string path = request.Path.Value!;
        string server = path.StartsWith("/oauth2/", StringComparison.Ordinal) ? path[..path.IndexOf('/', "/oauth2/".Length)] : string.Empty;
        string api = origin + (server.Length == 0 ? "/oauth2" : server);
        return DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, (issuer: origin + server, api), static (writer, state) =>
        {
            writer.WriteString("issuer"u8, state.issuer);
            writer.WriteString("authorization_endpoint"u8, state.api + "/v1/authorize");
            writer.WriteString("token_endpoint"u8, state.api + "/v1/token");
            writer.WriteString("jwks_uri"u8, state.api + "/v1/keys");
            WriteArray(writer, "response_types_supported", "code");
            WriteArray(writer, "grant_types_supported", "authorization_code", "refresh_token", "password", "client_credentials");
            WriteArray(writer, "subject_types_supported", "public");
            WriteArray(writer, "id_token_signing_alg_values_supported", "ES256");
        });
    }

    /// <summary><c>GET /oauth2/v1/keys</c>: one P-256 key of the cell.</summary>
    public static Task HandleKeysAsync(DemoExchange exchange) => !IsRead(exchange)
        ? DemoJson.WriteMethodNotAllowedAsync(exchange, "GET")
        : DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, exchange.Destination.Cell, static (writer, cell) =>
        {
            writer.WriteStartArray("keys"u8);
            writer.WriteStartObject();
            writer.WriteString("kty"u8, "EC"u8);
            writer.WriteString("crv"u8, "P-256"u8);
            writer.WriteString("use"u8, "sig"u8);
            writer.WriteString("alg"u8, "ES256"u8);
            writer.WriteString("kid"u8, cell.Id);
            writer.WriteString("x"u8, Base64Url.EncodeToString(cell.PublicKey.Q.X));
            writer.WriteString("y"u8, Base64Url.EncodeToString(cell.PublicKey.Q.Y));
            writer.WriteEndObject();
            writer.WriteEndArray();
        });

    private static bool IsRead(DemoExchange exchange) =>
        HttpMethods.IsGet(exchange.Http.Request.Method) || HttpMethods.IsHead(exchange.Http.Request.Method);

    private static void WriteArray(System.Text.Json.Utf8JsonWriter writer, string name, params ReadOnlySpan<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
