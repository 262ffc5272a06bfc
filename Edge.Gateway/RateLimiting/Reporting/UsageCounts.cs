using System.Runtime.CompilerServices;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>A number for each <see cref="UsageKind"/>.</summary>
[InlineArray(Kinds)]
internal struct UsageCounts
{
    /// <summary>How many kinds there are.</summary>
    public const int Kinds = 6;

    private long _first;

    public readonly long Of(UsageKind kind) => this[(int)kind];
}
