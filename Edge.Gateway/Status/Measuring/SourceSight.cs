namespace Edge.Gateway.Status.Measuring;

/// <summary>What one source sees of a component now.</summary>
internal enum SourceSight
{
    /// <summary>Too little to say.</summary>
    Unsure,

    Well,

    Failing,
}
