using Edge.Gateway.Http;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Tells metrics, event log, audit log and console what became of a request.</summary>
internal sealed class WafReporter(WafMetrics metrics, WafRuleCounts counts, WafBlockEvents events, WafRecorder recorder, WafAuditLog audit, WafBlockedRequests blocked)
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
            counts.Matched(matches[i].Rule.Id, matches[i].Rule.Message);
        }

        if (interruption is not null)
        {
            EdgeRequest request = inspection.Request;
            events.Blocked(request.Tenant!.Id, request.ClientAddressText, request.RequestId, interruption);
        }

        Keep(context, inspection, outcome);
    }

    private void Keep(HttpContext context, WafInspection inspection, WafOutcome outcome)
    {
        WafAuditSettings settings = inspection.Settings.Audit;
        bool audits = settings.Mode switch
        {
            WafAuditMode.Off => false,
            WafAuditMode.On => true,
            _ => outcome != WafOutcome.Passed || inspection.Transaction.IsRelevantForAudit,
        } && (settings.Sample >= 1 || Random.Shared.NextDouble() < settings.Sample);
        bool keeps = outcome == WafOutcome.Blocked && blocked.TryTakeTurn();
        if (!audits && !keeps)
        {
            return;
        }

        WafRecord record = recorder.Record(context, inspection);
        if (audits)
        {
            audit.Write(settings.File, record);
        }

        if (keeps)
        {
            blocked.Add(record);
        }
    }
}
