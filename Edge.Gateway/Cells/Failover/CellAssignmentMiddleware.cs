using Edge.Gateway.Cells.ReadOnly;
using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Failover;

/// <summary>Tenant to cell: its home, or where it was failed over to. Answers 503 to writes while that is read-only.</summary>
/// <remarks>It stands behind the rules: a body that they held back is judged by the mode at its end, so that no slow write slips through.</remarks>
internal sealed partial class CellAssignmentMiddleware(RequestDelegate next, CellDirector director, CellMetrics metrics, ILogger<CellAssignmentMiddleware> logger)
{
    /// <summary>Seconds that a refused writer is told to wait: failovers and upgrades take minutes, and readers matter more.</summary>
    public const int ReadOnlyRetryAfterSeconds = 30;

    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        CellAssignment assignment = director.Assign(request.Snapshot.Get<CellTable>(), request.GetRequiredTenant());
        request.Cell = assignment.Cell;
        return assignment is { IsReadOnly: false, IsDrained: false } ? next(context) : InvokeLimitedAsync(context, request, assignment);
    }

    private Task InvokeLimitedAsync(HttpContext context, EdgeRequest request, CellAssignment assignment)
    {
        request.IsReadOnly = assignment.IsReadOnly;
        if (assignment.IsDrained)
        {
            return context.WriteProblemAsync(EdgeProblem.Unavailable, ReadOnlyRetryAfterSeconds);
        }

        if (request.Snapshot.Get<AccessRoutes>().AccessOf(context.Request) != RouteAccess.Write)
        {
            return next(context);
        }

        metrics.WriteRejected(assignment.Cell.Id);
        LogWriteRejected(request.RequestId, assignment.Cell.Id, request.Tenant!.Id);
        return context.WriteProblemAsync(EdgeProblem.ReadOnly, ReadOnlyRetryAfterSeconds);
    }

    [LoggerMessage(EdgeEvents.WriteRejected, LogLevel.Debug, "Request {RequestId} is a write, and cell {Cell} is read-only for tenant {Tenant}.")]
    private partial void LogWriteRejected(string requestId, string cell, string tenant);
}
