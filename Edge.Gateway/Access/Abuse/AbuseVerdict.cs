namespace Edge.Gateway.Access.Abuse;

/// <summary>What the abuse rules say of a request.</summary>
internal enum AbuseVerdict
{
    Pass,

    Deny,

    /// <summary>A rule's key needs a field of the body; nothing is counted yet.</summary>
    NeedsBody,
}
