namespace Edge.Gateway.Http;

/// <summary>Sends <c>X-Request-Id</c>; the id that an origin may have sent gives way.</summary>
internal sealed class RequestIdHeader : IResponseHeaderWriter
{
    public const string Name = "X-Request-Id";

    public void Write(HttpContext context, EdgeRequest request) => context.Response.Headers[Name] = request.RequestId;
}
