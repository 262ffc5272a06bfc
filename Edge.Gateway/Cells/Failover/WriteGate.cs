using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.ReadOnly;
using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Failover;

/// <summary>Refuses writes while their tenant is read-only: when they come, and again when they have waited before they are sent.</summary>
internal sealed partial class WriteGate(CellDirector director, CellMetrics metrics, ILogger<WriteGate> logger)
{
    /// <summary>Seconds that a refused writer is told to wait: failovers and upgrades take minutes, and readers matter more.</summary>
    public const int RetryAfterSeconds = 30;

    /// <summary>Whether a request that was let in may be sent now. Allocates nothing.</summary>
    public bool StillAccepts(HttpContext context, EdgeRequest request)
    {
        CellAssignment assignment = director.Assign(request.Snapshot.Get<CellTable>(), request.GetRequiredTenant());
        request.IsReadOnly |= assignment.IsReadOnly; // What is answered from now on says so.
        return Accepts(context, request, assignment);
    }

    /// <summary>Whether the mode of an assignment lets a request pass.</summary>
    public static bool Accepts(HttpContext context, EdgeRequest request, CellAssignment assignment) =>
        !assignment.IsReadOnly || request.Snapshot.Get<AccessRoutes>().AccessOf(context.Request) != RouteAccess.Write;

    public Task RefuseAsync(HttpContext context, EdgeRequest request)
    {
        string cell = Unsafe.As<Cell>(request.Cell!).Id;
        metrics.WriteRejected(cell);
        LogWriteRejected(request.RequestId, cell, request.Tenant!.Id);
        return context.WriteProblemAsync(EdgeProblem.ReadOnly, RetryAfterSeconds);
    }

    [LoggerMessage(EdgeEvents.WriteRejected, LogLevel.Debug, "Request {RequestId} is a write, and cell {Cell} is read-only for tenant {Tenant}.")]
    private partial void LogWriteRejected(string requestId, string cell, string tenant);
}
