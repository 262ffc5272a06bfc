using Edge.Gateway.Events.Filters;

namespace Edge.Gateway.Events;

/// <summary>Which events are wanted.</summary>
/// <param name="Since">The earliest <c>published</c>.</param>
/// <param name="Until">Before which <c>published</c>; null polls: the order is that of storing, so that who follows the cursor misses nothing.</param>
/// <param name="Limit">Most events.</param>
internal sealed record EventQuery(DateTimeOffset Since, DateTimeOffset? Until, int Limit)
{
    public EventFilter? Filter { get; init; }

    /// <summary>Newest first; with <see cref="Until"/> only.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Where an earlier answer ended.</summary>
    public EventCursor? After { get; init; }

    /// <summary>Stands for every tenant in <see cref="Tenants"/>.</summary>
    public const string AnyTenant = "*";

    /// <summary>Only events of these tenants; null: all events.</summary>
    public IReadOnlyCollection<string>? Tenants { get; init; }
}
