using Edge.Gateway.Http;
using Edge.Gateway.Tenants;
using Edge.Rules;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Waf;

/// <summary>Runs the rules over request and response, in the tenant's mode: 403 with the request id for what they object to.</summary>
internal sealed partial class WafMiddleware(RequestDelegate next, WafReporter reporter, WafBodyBudget budget, ILogger<WafMiddleware> logger)
{
    /// <summary>Seconds a client is told to wait when bodies fill the memory that is theirs: most uploads are over by then.</summary>
    public const int OverloadRetryAfterSeconds = 5;

    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        WafTable table = request.Snapshot.Get<WafTable>();
        if (table.Rules is null)
        {
            return next(context);
        }

        WafPolicy policy = LiveExclusions.PolicyOf(table, request.GetRequiredTenant());
        string? path = policy.PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        WafMode mode = policy.ModeOf(path);
        return mode == WafMode.Off ? next(context) : InspectAsync(context, request, table, policy, mode, path);
    }

    private async Task InspectAsync(HttpContext context, EdgeRequest request, WafTable table, WafPolicy policy, WafMode mode, string? path)
    {
        using var inspection = new WafInspection(context, request, table, mode, budget);
        if (table.Settings.DebugHeader)
        {
            context.Features.Set(inspection);
        }

        try
        {
            if (!await PassesAsync(context, inspection, policy, path) || !await ForwardAsync(context, inspection))
            {
                await RefuseAsync(context, inspection);
            }
        }
        finally
        {
            inspection.RunLoggingPhase();
            if (table.Settings.DebugHeader)
            {
                context.Features.Set(WafDebugReport.Of(inspection));
                context.Features.Set<WafInspection>(null);
            }

            request.Waf = inspection.Outcome;
            reporter.Report(context, inspection);
            if (inspection.Failure is { } failure)
            {
                LogFailed(failure, request.RequestId);
            }
        }
    }

    private static async ValueTask<bool> PassesAsync(HttpContext context, WafInspection inspection, WafPolicy policy, string? path)
    {
        if (!inspection.JudgeRequestHeaders(policy, path))
        {
            return false;
        }

        if (inspection.CanInspectRequestBody() && await inspection.WantsRequestBodyAsync() && !await WafRequestBody.ReadAsync(context, inspection))
        {
            return false;
        }

        await WafThreads.LeaveForAsync(inspection.HeadLength + inspection.Transaction.RequestBody.Length);
        return inspection.JudgeRequestBody();
    }

    /// <summary>Passes the request on and the answer back; false when the answer is blocked.</summary>
    private async ValueTask<bool> ForwardAsync(HttpContext context, WafInspection inspection)
    {
        ReadOnlyMemory<byte> kept = inspection.Transaction.RequestBody;
        Stream body = context.Request.Body;
        WafReplayStream? replay = kept.IsEmpty ? null : new WafReplayStream(kept, body);
        IHttpResponseBodyFeature sender = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        WafResponse? response = inspection.HoldsResponse ? new WafResponse(inspection, sender) : null;
        try
        {
            if (replay is not null)
            {
                context.Request.Body = replay;
            }

            if (response is not null)
            {
                context.Features.Set<IHttpResponseBodyFeature>(response);
            }

            await next(context);
            if (response is not null)
            {
                await response.CompleteHeldAsync(context.Response.HasStarted, context.RequestAborted);
            }
        }
        finally
        {
            if (response is not null)
            {
                context.Features.Set(sender);
            }

            if (replay is not null)
            {
                replay.Detach();
                context.Request.Body = body;
            }
        }

        if (response is null)
        {
            return true;
        }

        if (response.IsBlocked)
        {
            return false;
        }

        await response.ReleaseAsync(context.RequestAborted);
        return true;
    }

    private Task RefuseAsync(HttpContext context, WafInspection inspection)
    {
        if (inspection.LacksMemory)
        {
            return context.WriteProblemAsync(EdgeProblem.Unavailable, OverloadRetryAfterSeconds);
        }

        Interruption interruption = inspection.Interruption!;
        LogBlocked(inspection.Request.RequestId, interruption.RuleId, interruption.Phase);
        switch (interruption.Action)
        {
            case InterruptionAction.Drop:
                inspection.Request.Problem = EdgeProblem.Blocked;
                context.Abort();
                return Task.CompletedTask;
            case InterruptionAction.Redirect when interruption.RedirectTarget is { Length: > 0 } target && !context.Response.HasStarted:
                context.Response.Clear();
                context.Response.StatusCode = interruption.Status is >= 300 and < 400 ? interruption.Status : StatusCodes.Status302Found;
                context.Response.Headers.Location = target;
                return Task.CompletedTask;
            default:
                return context.WriteProblemAsync(WafProblem.Of(interruption));
        }
    }

    [LoggerMessage(EdgeEvents.WafBlocked, LogLevel.Debug, "Blocked request {RequestId} by rule {Rule} in phase {Phase}.")]
    private partial void LogBlocked(string requestId, long rule, int phase);

    [LoggerMessage(EdgeEvents.WafFailed, LogLevel.Error, "The rule engine failed on request {RequestId}.")]
    private partial void LogFailed(Exception exception, string requestId);
}
