using System.Net.Security;
using Microsoft.AspNetCore.Connections;

namespace Edge.Gateway.Tls;

/// <summary>Asks the clients of a listener for certificates.</summary>
internal interface IClientCertificates
{
    /// <summary>The options for one handshake.</summary>
    /// <param name="connection">The connection; its features may take what the handshake tells.</param>
    /// <param name="options">Those of the server's certificate: shared, so never changed.</param>
    SslServerAuthenticationOptions Configure(ConnectionContext connection, SslServerAuthenticationOptions options);
}
