using System.Collections.Frozen;
using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Counts failed requests of the cells that a gate looks at; costs one comparison per request while none does.</summary>
/// <remarks>An answer 5xx is a failure, but for a write that read-only mode refused.</remarks>
internal sealed class CellErrors : IRequestObserver
{
    private readonly Lock _lock = new();
    private volatile FrozenDictionary<string, ErrorWatch> _watches = FrozenDictionary<string, ErrorWatch>.Empty;

    /// <summary>The count of an upgrade's cell; begun now when the last one was of another step or time.</summary>
    public ErrorWatch Watch(UpgradeRun run)
    {
        string cause = $"{run.Id}/{run.Step}/{run.Current.Round}";
        lock (_lock)
        {
            if (_watches.TryGetValue(run.Cell, out ErrorWatch? watch) && watch.Cause == cause)
            {
                return watch;
            }

            Dictionary<string, ErrorWatch> next = new(_watches, StringComparer.Ordinal) { [run.Cell] = new ErrorWatch(cause) };
            _watches = next.ToFrozenDictionary(StringComparer.Ordinal);
            return next[run.Cell];
        }
    }

    /// <summary>Ends the counts of all other cells.</summary>
    public void KeepOnly(IReadOnlyCollection<string> cells)
    {
        lock (_lock)
        {
            if (!_watches.Keys.All(cells.Contains))
            {
                _watches = _watches.Where(entry => cells.Contains(entry.Key)).ToFrozenDictionary(StringComparer.Ordinal);
            }
        }
    }

    public void Started(HttpContext context, EdgeRequest request)
    {
    }

    public void Ended(HttpContext context, EdgeRequest request)
    {
        FrozenDictionary<string, ErrorWatch> watches = _watches;
        if (watches.Count > 0 && request.Cell is { } cell && watches.TryGetValue(cell.Id, out ErrorWatch? watch))
        {
            watch.Add(context.Response.StatusCode >= StatusCodes.Status500InternalServerError && !ReferenceEquals(request.Problem, EdgeProblem.ReadOnly));
        }
    }
}
