namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>method</c>: the request's method.</summary>
internal sealed class MethodPart : IKeyPart
{
    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        writer.Append(source.Context.Request.Method);
        return true;
    }
}
