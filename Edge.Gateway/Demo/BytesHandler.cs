using System.Globalization;
using System.IO.Pipelines;

namespace Edge.Gateway.Demo;

/// <summary><c>GET /bytes/{n}</c>: n bytes of a known pattern, streamed in flat memory.</summary>
internal static class BytesHandler
{
    /// <summary>Byte i of a download is i modulo this: a prime, so that a piece lost or sent twice shows.</summary>
    public const int PatternBytes = 251;

    private static readonly byte[] Block = [.. Enumerable.Range(0, PatternBytes * 256).Select(static index => (byte)(index % PatternBytes))];

    public static Task HandleAsync(DemoExchange exchange)
    {
        HttpRequest request = exchange.Http.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return DemoJson.WriteMethodNotAllowedAsync(exchange, "GET");
        }

        if (!long.TryParse(request.Path.Value.AsSpan("/bytes/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            || count > DemoLimits.MaxDownloadBytes)
        {
            return DemoJson.WriteErrorAsync(
                exchange, StatusCodes.Status400BadRequest, "E0000001", $"The path ends in no number from 0 to {DemoLimits.MaxDownloadBytes}.");
        }

        exchange.SignHeaders();
        exchange.Http.Response.ContentType = "application/octet-stream";
        exchange.Http.Response.ContentLength = count;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : SendAsync(exchange, count);
    }

    private static async Task SendAsync(DemoExchange exchange, long count)
    {
        PipeWriter body = exchange.Http.Response.BodyWriter;
        while (count > 0)
        {
            int length = (int)Math.Min(count, Block.Length);
            FlushResult result = await body.WriteAsync(Block.AsMemory(0, length), exchange.Http.RequestAborted);
            if (result.IsCompleted)
            {
                return; // The client is gone.
            }

            count -= length;
        }
    }
}
