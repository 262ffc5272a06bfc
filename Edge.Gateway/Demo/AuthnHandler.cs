using System.Text.Json;

namespace Edge.Gateway.Demo;

/// <summary><c>POST /api/v1/authn</c>: primary authentication as Okta's; works in read-only mode too.</summary>
internal static class AuthnHandler
{
    public static Task HandleAsync(DemoExchange exchange) =>
        HttpMethods.IsPost(exchange.Http.Request.Method) ? SignInAsync(exchange) : DemoJson.WriteMethodNotAllowedAsync(exchange, "POST");

    private static async Task SignInAsync(DemoExchange exchange)
    {
        using JsonDocument? document = await DemoDocument.ReadObjectAsync(exchange);
        if (document is null)
        {
            return;
        }

        string? username = DemoDocument.Text(document.RootElement, "username");
        string? password = DemoDocument.Text(document.RootElement, "password");
        if (string.IsNullOrEmpty(username) || password is null)
        {
            await DemoJson.WriteErrorAsync(
                exchange, StatusCodes.Status400BadRequest, "E0000001", "Api validation failed: set username and password");
            return;
        }

        DemoUser? user = exchange.Destination.Cell.Users.Find(exchange.UserSpace, username);
        bool granted = user?.Accepts(password) == true;
        exchange.Destination.Counters.SignIn(granted);
        if (!granted)
        {
            await DemoJson.WriteErrorAsync(exchange, StatusCodes.Status401Unauthorized, "E0000004", "Authentication failed");
            return;
        }

        exchange.Http.Response.Headers.CacheControl = "no-store";
        string token = exchange.Destination.Cell.Random.NextId("20111", 24);
        await DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, (user: user!, token), static (writer, state) =>
        {
            writer.WriteString("status"u8, "SUCCESS"u8);
            writer.WriteString("sessionToken"u8, state.token);
            writer.WriteStartObject("_embedded"u8);
            writer.WritePropertyName("user"u8);
            UsersHandler.WriteUser(writer, state.user);
            writer.WriteEndObject();
        });
    }
}
