namespace Edge.Gateway.Cells.Routing;

/// <summary>Two tries of one request; the first good answer wins and ends the other.</summary>
internal sealed class HedgeRace
{
    private readonly Lock _lock = new();
    private readonly List<HedgedTry> _running = [];
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HedgedTry? Winner { get; private set; }

    public Task Decided => _decided.Task;

    public void Enter(HedgedTry entrant)
    {
        lock (_lock)
        {
            _running.Add(entrant);
        }
    }

    public void Leave(HedgedTry entrant)
    {
        lock (_lock)
        {
            _running.Remove(entrant);
        }
    }

    /// <summary>Whether this try's answer is the client's. One that is not good wins only when nothing else is under way.</summary>
    public bool TryWin(HedgedTry entrant, bool isGood)
    {
        HedgedTry[] others;
        lock (_lock)
        {
            others = [.. _running.Where(one => one != entrant)];
            if (Winner is not null || (!isGood && others.Length > 0))
            {
                _running.Remove(entrant);
                return false;
            }

            Winner = entrant;
        }

        _decided.TrySetResult();
        foreach (HedgedTry other in others)
        {
            other.Cancel();
        }

        return true;
    }
}
