using System.Text.Json;

namespace Edge.Gateway.Demo;

/// <summary><c>/api/v1/users</c> and below: reads, and the writes that read-only mode refuses.</summary>
internal static class UsersHandler
{
    private const string ReadOnlyRetryAfterSeconds = "30";

    public static Task HandleAsync(DemoExchange exchange)
    {
        string method = exchange.Http.Request.Method;
        bool isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        string allowed = exchange.Route switch
        {
            DemoRoute.Users => "GET, POST",
            DemoRoute.User => "GET, POST, PUT, DELETE",
            _ => "POST",
        };
        bool isWrite = HttpMethods.IsPost(method)
            || (exchange.Route == DemoRoute.User && (HttpMethods.IsPut(method) || HttpMethods.IsDelete(method)));
        if (isWrite)
        {
            bool readOnly = exchange.IsReadOnly;
            exchange.Destination.Counters.Write(readOnly);
            return readOnly ? RefuseAsync(exchange) : WriteAsync(exchange);
        }

        return isRead && exchange.Route is DemoRoute.Users or DemoRoute.User
            ? ReadAsync(exchange)
            : DemoJson.WriteMethodNotAllowedAsync(exchange, allowed);
    }

    /// <summary>Writes a user as Okta shows one; never the password.</summary>
    public static void WriteUser(Utf8JsonWriter writer, DemoUser user)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, user.Id);
        writer.WriteString("status"u8, user.Status);
        writer.WriteStartObject("profile"u8);
        writer.WriteString("login"u8, user.Login);
        writer.WriteString("email"u8, user.Login);
        writer.WriteString("firstName"u8, user.FirstName);
        writer.WriteString("lastName"u8, user.LastName);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static Task ReadAsync(DemoExchange exchange)
    {
        DemoUserStore users = exchange.Destination.Cell.Users;
        if (exchange.Route == DemoRoute.User)
        {
            return WriteUserAsync(exchange, users.Find(exchange.UserSpace, Id(exchange)), StatusCodes.Status200OK);
        }

        return DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, users.List(exchange.UserSpace), static (writer, list) =>
        {
            writer.WriteNumber("total"u8, list.Length);
            writer.WriteStartArray("users"u8);
            for (int index = 0; index < list.Length && index < DemoLimits.MaxUsersPerPage; index++)
            {
                WriteUser(writer, list[index]);
            }

            writer.WriteEndArray();
        });
    }

    private static Task RefuseAsync(DemoExchange exchange)
    {
        exchange.Http.Response.Headers.RetryAfter = ReadOnlyRetryAfterSeconds;
        return DemoJson.WriteErrorAsync(exchange, StatusCodes.Status503ServiceUnavailable, "E0000010", "Service is in read only mode");
    }

    private static Task WriteAsync(DemoExchange exchange) => exchange.Route switch
    {
        DemoRoute.Users => CreateAsync(exchange),
        DemoRoute.UserPassword => ChangePasswordAsync(exchange),
        DemoRoute.UserLifecycle => ChangeStatusAsync(exchange),
        _ when HttpMethods.IsDelete(exchange.Http.Request.Method) => DeleteAsync(exchange),
        _ => UpdateAsync(exchange),
    };

    private static async Task CreateAsync(DemoExchange exchange)
    {
        using JsonDocument? document = await DemoDocument.ReadObjectAsync(exchange);
        if (document is null)
        {
            return;
        }

        JsonElement root = document.RootElement;
        string? login = DemoDocument.Text(root, "profile", "login");
        if (string.IsNullOrEmpty(login))
        {
            await DemoJson.WriteErrorAsync(exchange, StatusCodes.Status400BadRequest, "E0000001", "Api validation failed: set profile.login");
            return;
        }

        DemoUser user = new(
            exchange.Destination.Cell.Random.NextId("00u", 17),
            login,
            DemoDocument.Text(root, "profile", "firstName") ?? string.Empty,
            DemoDocument.Text(root, "profile", "lastName") ?? string.Empty,
            DemoUser.Active,
            DemoDocument.Text(root, "credentials", "password", "value"));
        if (!exchange.Destination.Cell.Users.TryAdd(exchange.UserSpace, user))
        {
            await DemoJson.WriteErrorAsync(
                exchange,
                StatusCodes.Status400BadRequest,
                "E0000001",
                "Api validation failed: login: An object with this field already exists in the current organization");
            return;
        }

        await WriteUserAsync(exchange, user, StatusCodes.Status200OK); // Okta answers 200, not 201.
    }

    private static async Task UpdateAsync(DemoExchange exchange)
    {
        using JsonDocument? document = await DemoDocument.ReadObjectAsync(exchange);
        if (document is null)
        {
            return;
        }

        string? firstName = DemoDocument.Text(document.RootElement, "profile", "firstName");
        string? lastName = DemoDocument.Text(document.RootElement, "profile", "lastName");
        DemoUser? user = exchange.Destination.Cell.Users.Update(
            exchange.UserSpace, Id(exchange), user => user with { FirstName = firstName ?? user.FirstName, LastName = lastName ?? user.LastName });
        await WriteUserAsync(exchange, user, StatusCodes.Status200OK);
    }

    private static async Task ChangePasswordAsync(DemoExchange exchange)
    {
        using JsonDocument? document = await DemoDocument.ReadObjectAsync(exchange);
        if (document is null)
        {
            return;
        }

        string? oldPassword = DemoDocument.Text(document.RootElement, "oldPassword", "value");
        string? newPassword = DemoDocument.Text(document.RootElement, "newPassword", "value");
        if (oldPassword is null || string.IsNullOrEmpty(newPassword))
        {
            await DemoJson.WriteErrorAsync(
                exchange, StatusCodes.Status400BadRequest, "E0000001", "Api validation failed: set oldPassword.value and newPassword.value");
            return;
        }

        bool changed = false;
        DemoUser? user = exchange.Destination.Cell.Users.Update(exchange.UserSpace, Id(exchange), user =>
        {
            changed = string.Equals(user.Password, oldPassword, StringComparison.Ordinal);
            return changed ? user with { Password = newPassword } : user;
        });
        if (user is not null && !changed)
        {
            await DemoJson.WriteErrorAsync(
                exchange, StatusCodes.Status403Forbidden, "E0000014", "Update of credentials failed: Old Password is not correct");
            return;
        }

        await WriteUserAsync(exchange, user, StatusCodes.Status200OK);
    }

    private static Task ChangeStatusAsync(DemoExchange exchange)
    {
        string path = exchange.Http.Request.Path.Value ?? string.Empty;
        string? status = DemoRouter.Segment(path, 5) switch
        {
            "activate" or "reactivate" or "unsuspend" or "unlock" => DemoUser.Active,
            "deactivate" => "DEPROVISIONED",
            "suspend" => "SUSPENDED",
            "expire_password" => "PASSWORD_EXPIRED",
            "reset_password" => "RECOVERY",
            _ => null,
        };
        if (status is null)
        {
            return DemoJson.WriteErrorAsync(exchange, StatusCodes.Status404NotFound, "E0000007", "Not found: no such lifecycle operation");
        }

        DemoUser? changed = exchange.Destination.Cell.Users.Update(exchange.UserSpace, Id(exchange), user => user with { Status = status });
        return WriteUserAsync(exchange, changed, StatusCodes.Status200OK);
    }

    private static Task DeleteAsync(DemoExchange exchange)
    {
        if (!exchange.Destination.Cell.Users.Remove(exchange.UserSpace, Id(exchange)))
        {
            return WriteUserAsync(exchange, null, StatusCodes.Status404NotFound);
        }

        exchange.SignHeaders();
        exchange.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task WriteUserAsync(DemoExchange exchange, DemoUser? user, int status) => user is null
        ? DemoJson.WriteErrorAsync(exchange, StatusCodes.Status404NotFound, "E0000007", "Not found: Resource not found (User)")
        : DemoJson.WriteAsync(exchange, status, user, static (writer, user) =>
        {
            writer.WritePropertyName("user"u8);
            WriteUser(writer, user);
        });

    private static ReadOnlySpan<char> Id(DemoExchange exchange) => DemoRouter.Segment(exchange.Http.Request.Path.Value, 3);
}
