namespace Edge.Gateway.Ops;

/// <summary><c>/livez</c>: the process answers. <c>/readyz</c>: it should get traffic, and if not, why not.</summary>
internal sealed class HealthEndpoints(ReadinessState readiness) : IOpsEndpoints
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/livez", static context => context.Response.WriteAsync("ok\n"));
        endpoints.MapGet("/readyz", context =>
        {
            context.Response.StatusCode = readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(
                $"{(readiness.IsReady ? "ready" : "not ready")}\n"
                + $"configuration: {Word(readiness.IsConfigured)}\nlisteners: {Word(readiness.IsListening)}\n"
                + $"first health round: {Word(readiness.IsProbed)}\nstopping: {(readiness.IsStopping ? "yes" : "no")}\n");
        });
    }

    private static string Word(bool isDone) => isDone ? "ok" : "waiting";
}
