namespace Edge.Gateway.RateLimiting.Raising;

/// <summary>What the judge has done with a counter.</summary>
internal sealed class RaiseState
{
    /// <summary>The limit proposed or applied last; 0 for none.</summary>
    public long Limit { get; set; }

    /// <summary>Whether it is applied.</summary>
    public bool IsApplied { get; set; }

    /// <summary>When the last step was taken.</summary>
    public long SteppedAt { get; set; }
}
