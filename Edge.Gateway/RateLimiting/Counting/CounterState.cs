namespace Edge.Gateway.RateLimiting.Counting;

/// <summary>What is remembered of one key: 16 bytes, whose meaning the algorithm knows. All zero: nothing used.</summary>
internal struct CounterState
{
    /// <summary>Start of the window in ticks of 100 ns, or the theoretical arrival time in <see cref="Gcra.Scale"/>ths of them.</summary>
    public long Mark;

    /// <summary>Units used in the window; or, below zero, the time of one unit that the arrival time was reckoned with.</summary>
    public long Value;

    /// <summary>Units used, whichever algorithm counted them.</summary>
    public readonly long UsedAt(long now) => Value >= 0 ? Value : Gcra.UsedOf(this, now);
}
