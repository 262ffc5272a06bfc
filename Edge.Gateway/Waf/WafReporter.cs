using Edge.Gateway.Http;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Tells the metrics and the event log what became of a request.</summary>
internal sealed class WafReporter(WafMetrics metrics, WafBlockEvents events)
{
    public void Report(HttpContext context, WafInspection inspection)
    {
        WafOutcome outcome = inspection.Outcome;
        Interruption? interruption = inspection.Interruption;
        metrics.Judged(outcome, interruption, inspection.Elapsed);
        IReadOnlyList<RuleMatch> matches = inspection.Transaction.Matches;
        for (int i = 0; i < matches.Count; i++)
        {
            metrics.Matched(inspection.Rules.IdText(matches[i].Rule.Id));
        }

        if (interruption is not null)
        {
            EdgeRequest request = inspection.Request;
            events.Blocked(request.Tenant!.Id, request.ClientAddressText, request.RequestId, interruption);
        }
    }
}
