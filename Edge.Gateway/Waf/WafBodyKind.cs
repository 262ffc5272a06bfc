namespace Edge.Gateway.Waf;

/// <summary>What a body is by its first bytes, whatever its type says.</summary>
internal enum WafBodyKind
{
    /// <summary>More bytes are needed to tell.</summary>
    Undecided,

    /// <summary>Nothing that a service would parse as one of the others.</summary>
    Binary,

    Json,

    Xml,

    /// <summary>As <c>application/x-www-form-urlencoded</c>.</summary>
    Form,

    /// <summary>Text without a structure that is known here.</summary>
    Text,
}
