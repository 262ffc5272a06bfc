using System.Text;

namespace Edge.Gateway.Demo;

/// <summary><c>POST /oauth2/v1/token</c>: the token endpoint of RFC 6749; works in read-only mode too.</summary>
internal static class TokenHandler
{
    private const int LifetimeSeconds = 3600;

    public static Task HandleAsync(DemoExchange exchange) =>
        HttpMethods.IsPost(exchange.Http.Request.Method) ? GrantAsync(exchange) : DemoJson.WriteMethodNotAllowedAsync(exchange, "POST");

    private static async Task GrantAsync(DemoExchange exchange)
    {
        Dictionary<string, string>? form = await DemoDocument.ReadFormAsync(exchange);
        if (form is null)
        {
            return;
        }

        string? grant = form.GetValueOrDefault("grant_type");
        (int status, string error, string description) = Judge(exchange, form, grant);
        exchange.Destination.Counters.SignIn(granted: status == StatusCodes.Status200OK);
        if (status != StatusCodes.Status200OK)
        {
            if (status == StatusCodes.Status401Unauthorized)
            {
                exchange.Http.Response.Headers.WWWAuthenticate = "Basic realm=\"demo\""; // RFC 6749 §5.2.
            }

            await DemoJson.WriteOAuthErrorAsync(exchange, status, error, description);
            return;
        }

        DemoRandom random = exchange.Destination.Cell.Random;
        string scope = form.GetValueOrDefault("scope") ?? "openid";
        string accessToken = random.NextId("demo.at.", 40);

        // RFC 6749 §4.4.3: client credentials come without a refresh token.
        string? refreshToken = grant == "client_credentials" ? null : random.NextId("demo.rt.", 40);
        exchange.Http.Response.Headers.CacheControl = "no-store"; // RFC 6749 §5.1.
        await DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, (scope, accessToken, refreshToken), static (writer, state) =>
        {
            writer.WriteString("token_type"u8, "Bearer"u8);
            writer.WriteNumber("expires_in"u8, LifetimeSeconds);
            writer.WriteString("access_token"u8, state.accessToken);
            writer.WriteString("scope"u8, state.scope);
            if (state.refreshToken is not null)
            {
                writer.WriteString("refresh_token"u8, state.refreshToken);
            }
        });
    }

    private static (int Status, string Error, string Description) Judge(DemoExchange exchange, Dictionary<string, string> form, string? grant)
    {
        switch (grant)
        {
            case "password":
                return exchange.Destination.Cell.Users.Find(exchange.UserSpace, form.GetValueOrDefault("username"))
                        ?.Accepts(form.GetValueOrDefault("password")) == true
                    ? Granted
                    : Bad("invalid_grant", "The credentials provided were invalid.");
            case "client_credentials":
                return HasClient(exchange, form)
                    ? Granted
                    : (StatusCodes.Status401Unauthorized, "invalid_client", "Send client_id and client_secret, in the form or as Basic credentials.");
            case "authorization_code":
                return Has(form, "code") ? Granted : Bad("invalid_request", "The parameter code is missing.");
            case "refresh_token":
                return Has(form, "refresh_token") ? Granted : Bad("invalid_request", "The parameter refresh_token is missing.");
            case null or "":
                return Bad("invalid_request", "The parameter grant_type is missing.");
            default:
                return Bad("unsupported_grant_type", "The grants are password, client_credentials, authorization_code and refresh_token.");
        }
    }

    private static (int, string, string) Granted => (StatusCodes.Status200OK, string.Empty, string.Empty);

    private static (int, string, string) Bad(string error, string description) => (StatusCodes.Status400BadRequest, error, description);

    private static bool Has(Dictionary<string, string> form, string name) => !string.IsNullOrEmpty(form.GetValueOrDefault(name));

    private static bool HasClient(DemoExchange exchange, Dictionary<string, string> form)
    {
        if (Has(form, "client_id") && Has(form, "client_secret"))
        {
            return true;
        }

        const string Scheme = "Basic ";
        if (exchange.Header("Authorization") is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<byte> credentials = stackalloc byte[DemoLimits.MaxValueLength];
        return Convert.TryFromBase64Chars(header.AsSpan(Scheme.Length).Trim(), credentials, out int length)
            && Encoding.Latin1.GetString(credentials[..length]).IndexOf(':', StringComparison.Ordinal) > 0;
    }
}
