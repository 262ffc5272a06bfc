namespace Edge.Gateway.Waf;

/// <summary>What becomes of a request that the rules object to.</summary>
internal enum WafMode
{
    /// <summary>The rules do not run.</summary>
    Off,

    /// <summary>The rules run and are reported; everything passes.</summary>
    Detect,

    /// <summary>What the rules object to is answered with 403.</summary>
    Block,
}
