using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>A component of the status page.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="Name">For customers.</param>
/// <param name="State">Now.</param>
/// <param name="Word">The state in a word.</param>
/// <param name="Days">The last 90.</param>
/// <param name="Recent">All of those together.</param>
/// <param name="Years">The same years as <see cref="StatusView.Years"/>; null where nothing was measured.</param>
/// <param name="LastDown">The last minute that was down; while it is down, since when.</param>
public sealed record ComponentView(
    string Id, string Name, StateKind State, string Word, IReadOnlyList<DayBar> Days, UptimeView Recent, IReadOnlyList<UptimeView> Years, string LastDown);
