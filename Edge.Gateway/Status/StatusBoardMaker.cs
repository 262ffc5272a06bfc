using Edge.Gateway.Status.Incidents;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status;

/// <summary>Makes the board of what was measured. Called by one thread.</summary>
internal sealed class StatusBoardMaker(StatusRecorder recorder)
{
    /// <summary>Most years that are shown.</summary>
    public const int MaxYears = 10;

    private readonly Dictionary<string, (MinuteState State, DateTimeOffset Since)> _states = new(StringComparer.Ordinal);

    public StatusBoard Make(StatusPlan plan, IReadOnlyList<Incident> incidents, DateTimeOffset now)
    {
        MinuteState[] states = [.. plan.Components.Select(component => recorder.Now(component.Id, now))];
        lock (recorder.Lock)
        {
            LedgerHistory history = recorder.History;
            long? begin = plan.Components.Select(component => history[component.Id].Begin).Min();
            return new StatusBoard(
                plan.Name,
                plan.Url,
                LedgerRow.TimeOf(history.Until),
                begin is { } minute ? LedgerRow.TimeOf(minute) : null,
                [.. plan.Components.Select((component, index) => Of(component, states[index], history, now))],
                incidents);
        }
    }

    private ComponentStatus Of(StatusComponent component, MinuteState state, LedgerHistory ledger, DateTimeOffset now)
    {
        if (!_states.TryGetValue(component.Id, out (MinuteState State, DateTimeOffset Since) known) || known.State != state)
        {
            _states[component.Id] = known = (state, now);
        }

        ComponentHistory history = ledger[component.Id];
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        DateOnly first = today.AddDays(1 - StatusBoard.Days);
        StatusDay[] days = [.. Enumerable.Range(0, StatusBoard.Days).Select(day => first.AddDays(day)).Select(date => new StatusDay(date, history.Of(date, ledger.Until)))];
        int firstYear = history.Begin is { } begin ? ComponentHistory.DateOf(begin).Year : today.Year;
        (int, Uptime)[] years = [.. Enumerable.Range(0, Math.Clamp(today.Year - firstYear + 1, 1, MaxYears)).Select(back => today.Year - back)
            .Select(year => (year, history.Between(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31), ledger.Until)))];
        return new ComponentStatus(
            component, state, known.Since, days, history.Between(first, today, ledger.Until), years, history.LastDown() is { } down ? LedgerRow.TimeOf(down) : null);
    }
}
