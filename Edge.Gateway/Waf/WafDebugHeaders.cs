using System.Text;
using Edge.Gateway.Http;
using Edge.Rules;

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

        WafInspection? inspection = context.Features.Get<WafInspection>();
        inspection?.RunLoggingPhase(); // The last that may match; what comes after the start of a response changes no rule's mind.
        IHeaderDictionary headers = context.Response.Headers;
        headers[Matched] = inspection is null ? "" : Ids(inspection);
        headers[Log] = inspection is null ? "" : Lines(inspection);
    }

    private static string Ids(WafInspection inspection) =>
        string.Join(',', inspection.Transaction.Matches.Select(match => inspection.Rules.IdText(match.Rule.Id)));

    private static string Lines(WafInspection inspection)
    {
        StringBuilder text = new();
        foreach (RuleMatch match in inspection.Transaction.Matches)
        {
            string line = match.ToLogLine();
            if (text.Length + line.Length > WafLimits.MaxDebugLogChars)
            {
                break;
            }

            text.Append(line).Append('\n');
        }

        return Convert.ToBase64String(Encoding.Latin1.GetBytes(text.ToString()));
    }
}
