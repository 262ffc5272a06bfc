namespace Edge.Gateway.Access;

/// <summary>Whether a rule acts.</summary>
internal enum AccessMode
{
    /// <summary>It acts.</summary>
    Block,

    /// <summary>It only counts what it would do.</summary>
    Count,
}
