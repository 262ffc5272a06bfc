namespace Edge.Gateway.Http;

/// <summary>Adds the gateway's own headers just before a response starts, whoever made it: an origin, or the gateway.</summary>
internal interface IResponseHeaderWriter
{
    void Write(HttpContext context, EdgeRequest request);
}
