namespace Edge.Gateway.Admin;

/// <summary>An endpoint behind the gate; its <see cref="InvokeAsync"/> is what gets mapped.</summary>
/// <param name="gate">Who decides.</param>
/// <param name="permission">What the caller must be allowed.</param>
/// <param name="resource">What the caller must be allowed it on; null for anything, when the endpoint itself shows and takes only what the caller may reach.</param>
/// <param name="endpoint">What runs then.</param>
internal sealed class AdminEndpoint(AdminGate gate, string permission, Func<HttpContext, AdminResource>? resource, Func<HttpContext, AdminPrincipal, Task> endpoint)
{
    public string Permission => permission;

    public Task InvokeAsync(HttpContext context) => gate.EnterAsync(context, permission, resource?.Invoke(context), endpoint);
}
