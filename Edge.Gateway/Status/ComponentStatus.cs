using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status;

/// <summary>What is published of a component.</summary>
/// <param name="Component">Which.</param>
/// <param name="State">Now.</param>
/// <param name="Since">Since when it is so, as far as this node knows.</param>
/// <param name="Days">The last 90, the oldest first.</param>
/// <param name="Recent">All of those together.</param>
/// <param name="Years">Calendar years, the newest first.</param>
/// <param name="LastDown">The last minute that was down; null for none.</param>
internal sealed record ComponentStatus(
    StatusComponent Component, MinuteState State, DateTimeOffset Since, IReadOnlyList<StatusDay> Days, Uptime Recent, IReadOnlyList<(int Year, Uptime Uptime)> Years, DateTimeOffset? LastDown);
