using Edge.Gateway.Http;

namespace Edge.Gateway.Waf;

/// <summary>With <c>waf.debugHeader</c>: tells the rules that matched, and their log lines in base64, on every response of the gateway.</summary>
internal sealed class WafDebugHeaders : IResponseHeaderWriter
{
    public const string Matched = "X-Edge-Waf-Matched";
    public const string Log = "X-Edge-Waf-Log";

    public void Write(HttpContext context, EdgeRequest request)
    {
        if (!request.Snapshot.Get<WafTable>().Settings.DebugHeader)
        {
            return;
        }

        // A response may start while the rules still hold it, or, without a body, only after they are done with it.
        WafDebugReport report = context.Features.Get<WafInspection>() is { } inspection ? WafDebugReport.Of(inspection)
            : context.Features.Get<WafDebugReport>() ?? WafDebugReport.Empty;
        context.Response.Headers[Matched] = report.Matched;
        context.Response.Headers[Log] = report.Log;
    }
}
