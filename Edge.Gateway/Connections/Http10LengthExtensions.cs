using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Edge.Gateway.Connections;

internal static class Http10LengthExtensions
{
    /// <summary>Puts <see cref="Http10LengthReader"/> between the bytes (decrypted ones) and HTTP.</summary>
    public static void UseHttp10Length(this ListenOptions listen) => listen.Use(static next => async connection =>
    {
        IDuplexPipe transport = connection.Transport;
        connection.Transport = new Duplex(new Http10LengthReader(transport.Input), transport.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
