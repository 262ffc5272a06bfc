using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Edge.Gateway.Demo;

/// <summary><c>/ws</c>: sends every frame back, text or binary, and answers a close with the same close.</summary>
internal static class WebSocketHandler
{
    // The framework's middleware does the handshake, of HTTP/1.1 and of RFC 8441; it keeps no state between requests.
    private static readonly WebSocketMiddleware Middleware = new(
        static context => EchoAsync(context.Features.GetRequiredFeature<DemoExchange>()),
        Options.Create(new WebSocketOptions()),
        NullLoggerFactory.Instance);

    public static Task HandleAsync(DemoExchange exchange)
    {
        exchange.Http.Features.Set(exchange);
        return Middleware.Invoke(exchange.Http);
    }

    private static async Task EchoAsync(DemoExchange exchange)
    {
        HttpContext http = exchange.Http;
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            await DemoJson.WriteErrorAsync(exchange, StatusCodes.Status426UpgradeRequired, "E0000003", "This is a WebSocket endpoint.");
            return;
        }

        exchange.SignHeaders();
        string? protocol = http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault();
        using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync(protocol);
        using CancellationTokenSource aborted = exchange.LinkAborted();
        byte[] buffer = new byte[DemoLimits.WebSocketBufferBytes];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), aborted.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    WebSocketCloseStatus status = socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure;
                    await socket.CloseOutputAsync(
                        status == WebSocketCloseStatus.Empty ? WebSocketCloseStatus.NormalClosure : status, socket.CloseStatusDescription, aborted.Token);
                    return;
                }

                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, aborted.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            socket.Abort(); // The client left without a word, or the destination stops.
        }
    }
}
