using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Edge.Gateway.Tls;

/// <summary>
/// Stands around Kestrel's TLS: reads the ClientHello ahead of it, holds the handshake to its deadline, and counts how it ends.
/// </summary>
/// <remarks>
/// Kestrel's own <c>TlsClientHelloBytesCallback</c> does not suit: it works only without a per-connection choice of options,
/// wants the whole hello in one record, bounds it by nothing, and is silent about connections that are no TLS.
/// </remarks>
internal sealed partial class HandshakeMiddleware(
    ConnectionDelegate next, CertificateStore store, TlsMetrics metrics, TlsUsage usage, TimeProvider time, ILogger<HandshakeMiddleware> logger)
{
    /// <summary>Runs for the whole life of a connection.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        using HandshakeFeature feature = new(time);
        if (await ReadHelloAsync(connection, feature) is { } outcome)
        {
            CountNotCompleted(connection, feature, outcome);
            return;
        }

        connection.Features.Set(feature);
        feature.AbortAtDeadline(connection);
        try
        {
            await next(connection);
        }
        finally
        {
            if (!feature.IsCompleted)
            {
                CountNotCompleted(connection, feature, OutcomeOf(feature));
            }
        }
    }

    /// <summary>Runs inside of TLS, once the handshake is done.</summary>
    public static Task OnCompletedAsync(ConnectionContext connection, ConnectionDelegate next, TlsMetrics metrics, TlsUsage usage)
    {
        HandshakeFeature? feature = connection.Features.Get<HandshakeFeature>();
        feature?.Complete();
        ITlsHandshakeFeature? handshake = connection.Features.Get<ITlsHandshakeFeature>();
        TlsVersion version = handshake is null ? TlsVersion.None : TlsVersions.FromNegotiated(handshake.Protocol);
        metrics.Handshake(version, HandshakeOutcome.Ok);
        usage.Agreed(feature?.Hello?.ServerName, version, handshake?.NegotiatedCipherSuite);
        return next(connection);
    }

    /// <summary>Null when TLS is to go on with the connection.</summary>
    private static async ValueTask<HandshakeOutcome?> ReadHelloAsync(ConnectionContext connection, HandshakeFeature feature)
    {
        // A node that stops does not wait for clients that have said nothing.
        CancellationToken stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using CancellationTokenRegistration stop = stopping.UnsafeRegister(static state => ((PipeReader)state!).CancelPendingRead(), connection.Transport.Input);
        ClientHelloReader reader = default;
        try
        {
            while (true)
            {
                ReadResult result = await connection.Transport.Input.ReadAsync(feature.Deadline);
                ClientHelloStatus status = reader.Read(result.Buffer, out ClientHello? hello);
                if (status == ClientHelloStatus.NeedMore)
                {
                    connection.Transport.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                    if (result.IsCompleted || result.IsCanceled)
                    {
                        return HandshakeOutcome.Aborted;
                    }

                    continue;
                }

                feature.Hello = hello;
                bool isHttp = status == ClientHelloStatus.NotTls && PlainHttpReply.IsFor(result.Buffer);
                bool isSsl2 = status == ClientHelloStatus.Complete && hello!.CipherSuites.Length == 0 && result.Buffer.FirstSpan[0] >= 0x80;
                connection.Transport.Input.AdvanceTo(result.Buffer.Start); // Nothing is consumed: TLS reads it all again.
                if (isHttp)
                {
                    await connection.Transport.Output.WriteAsync(PlainHttpReply.Bytes, feature.Deadline);
                }

                return status switch
                {
                    ClientHelloStatus.NotTls => HandshakeOutcome.NotTls,
                    ClientHelloStatus.TooLarge => HandshakeOutcome.Failed,
                    _ => isSsl2 ? HandshakeOutcome.Refused : null,
                };
            }
        }
        catch (OperationCanceledException)
        {
            connection.Abort(new ConnectionAbortedException("No ClientHello came within TlsLimits.HandshakeTimeout."));
            return feature.IsTimedOut ? HandshakeOutcome.Timeout : HandshakeOutcome.Aborted;
        }
        catch (IOException) // A reset; Kestrel's ConnectionResetException is one.
        {
            return HandshakeOutcome.Aborted;
        }
    }

    private void CountNotCompleted(ConnectionContext connection, HandshakeFeature feature, HandshakeOutcome outcome)
    {
        TlsVersion version = feature.Hello?.HighestVersion ?? TlsVersion.None;
        metrics.Handshake(version, outcome);
        if (outcome == HandshakeOutcome.Refused)
        {
            usage.Refused(feature.Hello?.ServerName, version);
        }

        LogNotCompleted(connection.ConnectionId, outcome, version);
    }

    private HandshakeOutcome OutcomeOf(HandshakeFeature feature)
    {
        if (feature.IsTimedOut)
        {
            return HandshakeOutcome.Timeout;
        }

        TlsVersion minimum = store.Current.Options.Minimum == TlsMinimum.Tls13 ? TlsVersion.Tls13 : TlsVersion.Tls12;
        return feature.Hello is { } hello && hello.HighestVersion < minimum ? HandshakeOutcome.Refused : HandshakeOutcome.Failed;
    }

    [LoggerMessage(EdgeEvents.HandshakeNotCompleted, LogLevel.Debug, "Connection {ConnectionId}: no TLS handshake ({Outcome}); the client offered {Version}.")]
    private partial void LogNotCompleted(string connectionId, HandshakeOutcome outcome, TlsVersion version);
}
