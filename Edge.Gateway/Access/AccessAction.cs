namespace Edge.Gateway.Access;

/// <summary>What a rule does with the addresses of its set.</summary>
internal enum AccessAction
{
    Deny,

    /// <summary>Neither denied by another rule, nor counted, nor banned.</summary>
    Allow,
}
