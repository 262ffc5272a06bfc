namespace Edge.Gateway.Demo;

/// <summary>How a destination misbehaves; immutable, swapped whole.</summary>
/// <remarks>
/// Applied in the order down, hang, latency, reset, fail. <c>/_demo</c> is never touched. <c>/healthz</c> feels
/// <see cref="Down"/>, <see cref="Hang"/> and <see cref="Latency"/>, but neither <see cref="FailPercent"/> nor
/// <see cref="ResetPercent"/>: a server that fails some requests while its probe answers is the case that only
/// passive health finds.
/// </remarks>
internal sealed record DemoFaults
{
    /// <summary>A destination that behaves.</summary>
    public static DemoFaults None { get; } = new();

    /// <summary>Time added to every answer, 0 to <see cref="DemoLimits.MaxDelay"/>.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Further time, evenly spread from 0 to this, at most <see cref="DemoLimits.MaxDelay"/>.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Share of requests that get <see cref="FailStatus"/>, 0 to 100.</summary>
    public double FailPercent { get; init; }

    /// <summary>Status of a failed request, 400 to 599, default 503.</summary>
    public int FailStatus { get; init; } = StatusCodes.Status503ServiceUnavailable;

    /// <summary>Open connections are reset, and every further request ends in a reset without an answer.</summary>
    public bool Down { get; init; }

    /// <summary>Connections and requests are accepted and not answered until this is off again, as under SIGSTOP.</summary>
    public bool Hang { get; init; }

    /// <summary>Share of requests whose connection is reset without an answer, 0 to 100.</summary>
    public double ResetPercent { get; init; }

    /// <summary>Whether <c>/healthz</c> answers 200; if not, 503 while requests are still served.</summary>
    public bool Healthy { get; init; } = true;

    /// <summary>Whether any request other than a probe could notice; false keeps requests on the short path.</summary>
    public bool TouchRequests =>
        Down || Hang || Latency > TimeSpan.Zero || Jitter > TimeSpan.Zero || FailPercent > 0 || ResetPercent > 0;
}
