namespace Edge.Gateway.Ops;

/// <summary>Something a feature must have done before the node takes traffic, such as a first round of probes.</summary>
internal interface IReadinessCondition
{
    bool IsMet { get; }
}
