namespace Edge.Gateway.Http;

/// <summary>Sends <c>Strict-Transport-Security</c> (RFC 6797) over https only, as §7.2 demands.</summary>
internal sealed class TransportSecurityHeader : IResponseHeaderWriter
{
    public void Write(HttpContext context, EdgeRequest request)
    {
        if (context.Request.IsHttps && request.Snapshot.Get<HttpSettings>().StrictTransportSecurity is { } value)
        {
            context.Response.Headers.StrictTransportSecurity = value;
        }
    }
}
