namespace Edge.LoadTests.Cli;

/// <summary>What the process says to a script.</summary>
internal static class ExitCodes
{
    /// <summary>All thresholds were kept.</summary>
    public const int Passed = 0;

    /// <summary>A threshold was not kept.</summary>
    public const int ThresholdMissed = 1;

    /// <summary>Nothing was measured: a wrong option, no target, no gateway.</summary>
    public const int NotRun = 2;
}
