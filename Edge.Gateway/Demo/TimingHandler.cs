using System.Globalization;
using System.Text;

namespace Edge.Gateway.Demo;

/// <summary><c>/slow</c>, <c>/status/{code}</c> and <c>/stream</c>: answers late, of any status, and bit by bit.</summary>
internal static class TimingHandler
{
    /// <summary><c>/slow?ms=</c>: answers after that time, default 1000.</summary>
    public static async Task HandleSlowAsync(DemoExchange exchange)
    {
        if (DemoDocument.Number(exchange, "ms", 1000, 0, (long)DemoLimits.MaxDelay.TotalMilliseconds) is not { } milliseconds)
        {
            await WriteBadQueryAsync(exchange, "ms", (long)DemoLimits.MaxDelay.TotalMilliseconds);
            return;
        }

        await DelayAsync(exchange, milliseconds);
        await DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, milliseconds, static (writer, ms) => writer.WriteNumber("ms"u8, ms));
    }

    /// <summary><c>/status/{code}</c>: 200 to 599, without a body where the status has none.</summary>
    public static Task HandleStatusAsync(DemoExchange exchange)
    {
        ReadOnlySpan<char> text = exchange.Http.Request.Path.Value.AsSpan("/status/".Length);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int status) || status is < 200 or > 599)
        {
            return DemoJson.WriteErrorAsync(
                exchange, StatusCodes.Status400BadRequest, "E0000001", "The path ends in no status from 200 to 599.");
        }

        if (status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
        {
            exchange.SignHeaders();
            exchange.Http.Response.StatusCode = status;
            return Task.CompletedTask;
        }

        return DemoJson.WriteAsync(exchange, status, status, static (writer, status) => writer.WriteNumber("status"u8, status));
    }

    /// <summary><c>/stream?count=&amp;ms=</c>: Server-Sent Events, one a tick; default 10 events, 1000 ms apart, the first at once.</summary>
    public static async Task HandleStreamAsync(DemoExchange exchange)
    {
        if (DemoDocument.Number(exchange, "count", 10, 1, DemoLimits.MaxStreamEvents) is not { } count)
        {
            await WriteBadQueryAsync(exchange, "count", DemoLimits.MaxStreamEvents);
            return;
        }

        if (DemoDocument.Number(exchange, "ms", 1000, 0, (long)DemoLimits.MaxDelay.TotalMilliseconds) is not { } milliseconds)
        {
            await WriteBadQueryAsync(exchange, "ms", (long)DemoLimits.MaxDelay.TotalMilliseconds);
            return;
        }

        exchange.SignHeaders();
        HttpResponse response = exchange.Http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        for (long tick = 0; tick < count; tick++)
        {
            if (tick > 0)
            {
                await DelayAsync(exchange, milliseconds);
            }

            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {tick}\ndata: {{\"tick\":{tick}}}\n\n"), response.BodyWriter);
            await response.BodyWriter.FlushAsync(exchange.Http.RequestAborted);
        }
    }

    private static async Task DelayAsync(DemoExchange exchange, long milliseconds)
    {
        if (milliseconds > 0)
        {
            using CancellationTokenSource aborted = exchange.LinkAborted();
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), exchange.Destination.Time, aborted.Token);
        }
    }

    private static Task WriteBadQueryAsync(DemoExchange exchange, string name, long maximum) =>
        DemoJson.WriteErrorAsync(
            exchange, StatusCodes.Status400BadRequest, "E0000001", $"The query parameter {name} is no whole number in its range, at most {maximum}.");
}
