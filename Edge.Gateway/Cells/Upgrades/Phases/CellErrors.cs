using System.Collections.Frozen;
using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Counts failed requests of the cells that a gate looks at; costs one comparison per request while none does.</summary>
/// <remarks>An answer 5xx is a failure, but for a write that read-only mode refused.</remarks>
internal sealed class CellErrors(TimeProvider time) : IRequestObserver
{
    private readonly Lock _lock = new();
    private volatile FrozenDictionary<string, ErrorWatch> _watches = FrozenDictionary<string, ErrorWatch>.Empty;

    /// <summary>The cell's count; begun now when the last one had another cause.</summary>
    public ErrorWatch Watch(string cell, string cause)
    {
        lock (_lock)
        {
            if (_watches.TryGetValue(cell, out ErrorWatch? watch) && watch.Cause == cause)
            {
                return watch;
            }

            Dictionary<string, ErrorWatch> next = new(_watches, StringComparer.Ordinal) { [cell] = new ErrorWatch(cause, time.GetTimestamp()) };
            _watches = next.ToFrozenDictionary(StringComparer.Ordinal);
            return next[cell];
        }
    }

    /// <summary>Ends the count of a cell.</summary>
    public void Forget(string cell)
    {
        lock (_lock)
        {
            _watches = _watches.Where(entry => entry.Key != cell).ToFrozenDictionary(StringComparer.Ordinal);
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
