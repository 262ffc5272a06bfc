namespace Edge.Gateway.Demo;

/// <summary>Whether this process plays the cells too. Read at the start.</summary>
internal sealed record DemoSettings(bool IsEnabled);
