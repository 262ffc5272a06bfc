namespace Edge.Gateway.Ops;

/// <summary>The ops listener's own way from a request to its endpoint, for who calls the admin API from inside of this process.</summary>
internal sealed class OpsPipeline
{
    private RequestDelegate? _run;

    /// <summary>Set once, by the listener, before its first request.</summary>
    public void Set(RequestDelegate run) => _run = run;

    /// <summary>Runs a request through it.</summary>
    public Task RunAsync(HttpContext context) => (_run ?? throw new InvalidOperationException("The ops listener has not started."))(context);
}
