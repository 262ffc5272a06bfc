using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Counts each request at its tenant's home, whichever cell answered: what that home's customers see, failed over or not.</summary>
/// <remarks>No answer and an answer 5xx are failures, but for a write that read-only mode refused. Requests that never got as far as a cell, those whose client left, and the gateway's own are not counted.</remarks>
internal sealed class CustomerAnswersObserver : IRequestObserver
{
    public void Started(HttpContext context, EdgeRequest request)
    {
    }

    public void Ended(HttpContext context, EdgeRequest request)
    {
        if (request.Cell is not null && !request.IsOwn && !context.RequestAborted.IsCancellationRequested && request.Tenant is Tenant tenant)
        {
            bool isFailure = context.Response.StatusCode >= StatusCodes.Status500InternalServerError && !ReferenceEquals(request.Problem, EdgeProblem.ReadOnly);
            request.Snapshot.Get<CellTable>().HomeOf(tenant).Live.Answers.Add(isFailure);
        }
    }
}
