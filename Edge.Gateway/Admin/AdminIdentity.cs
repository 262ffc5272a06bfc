namespace Edge.Gateway.Admin;

/// <summary>Someone whom <c>admin.json</c> lets in.</summary>
/// <param name="Id">Names the holder in events; unique.</param>
/// <param name="Owner">The person behind it: two identities of one owner are one person where a second is asked for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Resources">What it may do that on: what the role reaches, narrowed by the entry's own <c>tenant</c> and <c>resources</c>.</param>
internal sealed record AdminIdentity(string Id, string Owner, AdminRole Role, AdminResourceSet Resources)
{
    /// <summary>The only location that it may report from, as a monitor; null when it reports from none.</summary>
    public string? Location { get; init; }
}
