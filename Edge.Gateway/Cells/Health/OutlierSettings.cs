namespace Edge.Gateway.Cells.Health;

/// <summary>What live requests must show before a destination is taken out, and for how long. The words are those of Envoy's outlier detection.</summary>
internal sealed record OutlierSettings
{
    public static OutlierSettings Default { get; } = new();

    /// <summary>Answers 5xx, or broken ones, in a row that eject; 0 is off. Envoy's default too.</summary>
    public int Consecutive5xx { get; init; } = 5;

    /// <summary>Failed connections in a row that eject; 0 is off. Two: a lost packet is no outage, and under load the second follows at once.</summary>
    public int ConsecutiveConnectFailures { get; init; } = 2;

    /// <summary>Time of the first ejection; the n-th in short order lasts n times as long. Envoy's default too.</summary>
    public TimeSpan BaseEjectionTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest ejection. Envoy's default too.</summary>
    public TimeSpan MaxEjectionTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Part of a cell's destinations that may be ejected at a time, but always one. Envoy says 10, for clusters of hundreds; a cell has a
    /// few, and below half of them panic routing begins. Those that cannot be connected to do not count: keeping them helps nobody.
    /// </summary>
    public int MaxEjectionPercent { get; init; } = 50;

    /// <summary>Standard deviations below its peers that a destination's success rate must lie; 0 is off. Envoy's default too.</summary>
    public double SuccessRateStdevFactor { get; init; } = 1.9;

    /// <summary>Requests of one destination before it is compared with its peers. Envoy's default too.</summary>
    public int SuccessRateRequestVolume { get; init; } = 100;

    /// <summary>Percentage points below its peers that a success rate must lie besides: in a cell of two the deviation alone says little.</summary>
    public double SuccessRateMarginPercent { get; init; } = 10;

    /// <summary>Times the median latency of its peers that a destination must take, in two looks in a row; 0 is off.</summary>
    public double LatencyFactor { get; init; } = 5;

    /// <summary>Time above that median besides: from 1 ms to 6 ms is no failure.</summary>
    public TimeSpan LatencyMargin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Time without any answer while requests wait, after which a probe decides whether it still lives; zero is off.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMilliseconds(300);
}
