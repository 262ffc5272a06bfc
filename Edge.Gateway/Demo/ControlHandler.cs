using System.Net;
using System.Text.Json;

namespace Edge.Gateway.Demo;

/// <summary><c>/_demo</c>: state and faults of a destination. Answers loopback only, and never through a proxy.</summary>
internal static class ControlHandler
{
    private static readonly (DemoRoute Route, JsonEncodedText Name)[] Classes =
        [.. Enum.GetValues<DemoRoute>().Select(static route => (route, JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(route.ToString()))))];

    // The gateway itself connects from loopback: what shows that a request came through it must not reach the switches.
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "Forwarded", "X-Edge-Tenant", "X-Edge-Cell", "Via"];

    public static Task HandleAsync(DemoExchange exchange)
    {
        if (!IsDirect(exchange))
        {
            return DemoJson.WriteErrorAsync(
                exchange, StatusCodes.Status403Forbidden, "E0000006", "The demo's switches answer this machine only, and not through a proxy.");
        }

        string method = exchange.Http.Request.Method;
        bool isReset = exchange.Http.Request.Path.Value!.EndsWith("/reset", StringComparison.Ordinal);
        if (HttpMethods.IsPost(method))
        {
            return isReset ? ResetAsync(exchange) : UpdateAsync(exchange);
        }

        return HttpMethods.IsGet(method) && !isReset
            ? WriteStateAsync(exchange)
            : DemoJson.WriteMethodNotAllowedAsync(exchange, isReset ? "POST" : "GET, POST");
    }

    private static bool IsDirect(DemoExchange exchange)
    {
        IPAddress? remote = exchange.Http.Connection.RemoteIpAddress;
        return remote is not null && IPAddress.IsLoopback(remote)
            && !Array.Exists(ProxyHeaders, header => exchange.Http.Request.Headers.ContainsKey(header));
    }

    private static Task ResetAsync(DemoExchange exchange)
    {
        exchange.Destination.SetFaults(DemoFaults.None);
        exchange.Destination.Counters.Clear();
        return WriteStateAsync(exchange);
    }

    private static async Task UpdateAsync(DemoExchange exchange)
    {
        byte[]? body = await DemoDocument.ReadAsync(exchange);
        if (body is null)
        {
            await DemoDocument.WriteTooLargeAsync(exchange);
            return;
        }

        Dictionary<string, string> errors = DemoFaultsReader.Read(body, exchange.Destination.Faults, out DemoFaults faults);
        if (errors.Count > 0)
        {
            await WriteProblemAsync(exchange, errors);
            return;
        }

        exchange.Destination.SetFaults(faults, exchange.Http.Connection.Id);
        await WriteStateAsync(exchange);
    }

    private static Task WriteProblemAsync(DemoExchange exchange, Dictionary<string, string> errors) =>
        DemoJson.WriteAsync(
            exchange,
            StatusCodes.Status400BadRequest,
            errors,
            static (writer, errors) =>
            {
                writer.WriteString("type"u8, "urn:edge:demo:faults"u8);
                writer.WriteString("title"u8, "The fault settings are not valid; nothing was changed."u8);
                writer.WriteNumber("status"u8, StatusCodes.Status400BadRequest);
                writer.WriteString("detail"u8, string.Join(' ', errors.Select(static error => $"{error.Key} {error.Value}")));
                writer.WriteStartObject("errors"u8);
                foreach ((string key, string text) in errors)
                {
                    writer.WriteString(key, text);
                }

                writer.WriteEndObject();
            },
            "application/problem+json");

    private static Task WriteStateAsync(DemoExchange exchange) =>
        DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, exchange.Destination, static (writer, destination) =>
        {
            writer.WriteString("zone"u8, destination.Options.Zone);
            writer.WriteString("pool"u8, destination.Options.Pool);
            writer.WriteString("address"u8, destination.Address.ToString());
            WriteFaults(writer, destination.Faults);
            WriteCounters(writer, destination.Counters);
            writer.WriteStartObject("connections"u8);
            writer.WriteNumber("open"u8, destination.Connections.OpenCount);
            writer.WriteNumber("accepted"u8, destination.Connections.Accepted);
            writer.WriteEndObject();
        });

    private static void WriteFaults(Utf8JsonWriter writer, DemoFaults faults)
    {
        writer.WriteStartObject("faults"u8);
        writer.WriteNumber("latencyMs"u8, faults.Latency.TotalMilliseconds);
        writer.WriteNumber("jitterMs"u8, faults.Jitter.TotalMilliseconds);
        writer.WriteNumber("failPercent"u8, faults.FailPercent);
        writer.WriteNumber("failStatus"u8, faults.FailStatus);
        writer.WriteBoolean("down"u8, faults.Down);
        writer.WriteBoolean("hang"u8, faults.Hang);
        writer.WriteNumber("resetPercent"u8, faults.ResetPercent);
        writer.WriteBoolean("healthy"u8, faults.Healthy);
        writer.WriteEndObject();
    }

    private static void WriteCounters(Utf8JsonWriter writer, DemoCounters counters)
    {
        writer.WriteNumber("inFlight"u8, counters.InFlight);
        writer.WriteStartObject("requests"u8);
        writer.WriteNumber("total"u8, counters.Total);
        foreach ((DemoRoute route, JsonEncodedText name) in Classes)
        {
            writer.WriteNumber(name, counters.Requests(route));
        }

        writer.WriteEndObject();
        writer.WriteNumber("writes"u8, counters.Writes);
        writer.WriteNumber("writesWhileReadOnly"u8, counters.WritesWhileReadOnly);
        writer.WriteNumber("signIns"u8, counters.SignIns);
        writer.WriteNumber("signInsRefused"u8, counters.SignInsRefused);
        writer.WriteStartObject("injected"u8);
        writer.WriteNumber("failed"u8, counters.Failed);
        writer.WriteNumber("resets"u8, counters.Resets);
        writer.WriteNumber("hung"u8, counters.Hung);
        writer.WriteEndObject();
    }
}
