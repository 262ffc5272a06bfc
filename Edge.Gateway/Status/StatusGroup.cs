namespace Edge.Gateway.Status;

/// <summary>The three views of the service that are published.</summary>
internal enum StatusGroup
{
    /// <summary>What the service is for, for everybody: down when it is down for the customers of any region.</summary>
    Global,

    /// <summary>Everything that the customers of one region use.</summary>
    Infrastructure,

    /// <summary>One thing that customers do, wherever they are.</summary>
    Feature,
}
