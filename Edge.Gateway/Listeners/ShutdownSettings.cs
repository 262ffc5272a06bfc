namespace Edge.Gateway.Listeners;

/// <summary>How the process ends.</summary>
/// <param name="Delay">Time between not ready and closing the listeners, for balancers to notice.</param>
/// <param name="Deadline">Time that requests in flight have to finish.</param>
internal sealed record ShutdownSettings(TimeSpan Delay, TimeSpan Deadline);
