namespace Edge.Gateway.Access.Bans;

/// <summary>What a ban holds off; the closed set behind the label <c>kind</c> of <c>edge_bans</c>.</summary>
internal enum BanKind : byte
{
    /// <summary>A client address (IPv4) or its /64 (IPv6), for all tenants or one.</summary>
    Address,

    /// <summary>The key of one abuse rule, such as a username, on what that rule matches.</summary>
    Key,
}
