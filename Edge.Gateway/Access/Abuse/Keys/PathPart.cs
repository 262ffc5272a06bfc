namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>path</c>: the request's path; case and a trailing slash make no difference.</summary>
internal sealed class PathPart : IKeyPart
{
    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        writer.AppendFolded(source.Context.Request.Path.Value.AsSpan().TrimEnd('/'));
        return true;
    }
}
