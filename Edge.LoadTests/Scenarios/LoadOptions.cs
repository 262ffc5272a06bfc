namespace Edge.LoadTests.Scenarios;

/// <summary>What a suite is asked to do: its own defaults, where the command line says nothing.</summary>
internal sealed record LoadOptions
{
    /// <summary>Requests per second of the suite's main load.</summary>
    public double Rate { get; init; } = 500;

    /// <summary>Users that ask again as soon as they are answered, instead of a rate; null for the open model.</summary>
    public int? Copies { get; init; }

    /// <summary>Length of what is counted.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Load before it.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most connections of one scenario.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Threads of the generator.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>By TLS, in front of the demo; a target's scheme says it itself.</summary>
    public bool IsTls { get; init; }

    /// <summary>HTTP/2, or HTTP/1.1.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>A connection per request.</summary>
    public bool IsNewConnection { get; init; }

    /// <summary>Time a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Host of suites with one tenant.</summary>
    public string Host { get; init; } = "acme.localhost";

    /// <summary>Path of suites that ask one thing.</summary>
    public string Path { get; init; } = "/echo";

    /// <summary>A part of the duration, in whole milliseconds.</summary>
    public TimeSpan Part(double share) => TimeSpan.FromMilliseconds(Math.Max(1, Math.Round(Duration.TotalMilliseconds * share)));
}
