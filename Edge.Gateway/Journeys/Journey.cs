namespace Edge.Gateway.Journeys;

/// <summary>A synthetic transaction: what a customer does, step by step, and what must come of it. Immutable.</summary>
internal sealed class Journey
{
    /// <summary>Most steps.</summary>
    public const int MaxSteps = 20;

    /// <summary>Shortest and longest time between two runs against one target.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="MinInterval"/>
    public static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(60);

    /// <summary>The file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>What customers call the thing that it tries, such as <c>Authentication</c>.</summary>
    public required string Feature { get; init; }

    /// <summary>Whether the service as a whole counts as down when this fails, such as sign-in.</summary>
    public required bool IsGlobal { get; init; }

    public required TimeSpan Interval { get; init; }

    /// <summary>Hosts that it goes to; empty: one tenant of each cell.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Words that texts may use as <c>${name}</c>; a value may be <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    public required IReadOnlyList<JourneyStep> Steps { get; init; }

    /// <summary>How long a result says something: until the next one must be there.</summary>
    public TimeSpan Validity => (Interval * (1 + JourneySchedule.Jitter)) + TimeSpan.FromTicks(Steps.Sum(static step => step.Timeout.Ticks));
}
