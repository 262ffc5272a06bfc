namespace Edge.LoadTests.Measuring;

/// <summary>How the load was made.</summary>
internal sealed record RunSettings(
    string Target, string Protocol, string Connection, int Connections, int Threads, double DurationSeconds, double WarmUpSeconds, int Cores, double MachineLoad);
