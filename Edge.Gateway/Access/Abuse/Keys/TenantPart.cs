namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>tenant</c>: id of the request's tenant.</summary>
internal sealed class TenantPart : IKeyPart
{
    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        writer.Append(source.Tenant);
        return true;
    }
}
