namespace Edge.Gateway.Observability;

/// <summary>The <c>accessLog</c> section of <c>edge.json</c>. Immutable; a reload applies a new one.</summary>
internal sealed record AccessLogOptions
{
    private readonly double _sample = 0.01;

    /// <summary>Which requests are shown; default <see cref="AccessLogMode.Sampled"/>.</summary>
    public AccessLogMode Mode { get; init; } = AccessLogMode.Sampled;

    /// <summary>Share of the requests that <see cref="AccessLogMode.Sampled"/> shows, from 0 to 1; default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0, above 1, or not a number.</exception>
    public double Sample
    {
        get => _sample;
        init => _sample = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "accessLog.sample is a share from 0 to 1.");
    }

    /// <summary>Whether a request is shown.</summary>
    /// <param name="statusCode">Of its response.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="draw">A random number, even over all 32-bit values.</param>
    public bool Shows(int statusCode, RequestOutcome outcome, uint draw) => Mode switch
    {
        AccessLogMode.On => true,
        AccessLogMode.Sampled => statusCode >= 500
            || outcome is RequestOutcome.Blocked or RequestOutcome.Denied
            || draw < Sample * (1L << 32), // A share of 1 is above every draw, 0 above none.
        _ => false,
    };
}
