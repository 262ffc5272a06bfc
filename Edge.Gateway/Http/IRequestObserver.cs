namespace Edge.Gateway.Http;

/// <summary>Sees each request begin and end: the request id, the access log, the metrics.</summary>
internal interface IRequestObserver
{
    void Started(HttpContext context, EdgeRequest request);

    void Ended(HttpContext context, EdgeRequest request);
}
