using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Failover;

/// <summary>Tenant to cell: its home, or where it was failed over to. Answers 503 to writes while that is read-only.</summary>
/// <remarks>It stands behind the rules: a body that they held back is judged by the mode at its end, so that no slow write slips through.</remarks>
internal sealed class CellAssignmentMiddleware(RequestDelegate next, CellDirector director, WriteGate writes)
{
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
        return assignment.IsDrained ? context.WriteProblemAsync(EdgeProblem.Unavailable, WriteGate.RetryAfterSeconds)
            : WriteGate.Accepts(context, request, assignment) ? next(context)
            : writes.RefuseAsync(context, request);
    }
}
