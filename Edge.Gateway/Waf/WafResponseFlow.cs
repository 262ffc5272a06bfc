namespace Edge.Gateway.Waf;

/// <summary>What happens to the bytes of a response.</summary>
internal enum WafResponseFlow
{
    /// <summary>Its headers are not judged yet.</summary>
    Undecided,

    /// <summary>They go out as they come.</summary>
    Through,

    /// <summary>They are kept for the rules of phase 4.</summary>
    Inspect,

    /// <summary>The rules have judged; what was kept for them may go out.</summary>
    Release,

    /// <summary>They are held back until all phases have run, for the debug headers.</summary>
    Hold,

    /// <summary>They are dropped: the response is blocked.</summary>
    Discard,
}
