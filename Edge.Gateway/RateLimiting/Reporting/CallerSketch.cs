using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>The busiest callers of a kind in fixed memory, as <see cref="TopKeys"/>, with their names. Not thread-safe.</summary>
internal sealed class CallerSketch
{
    /// <summary>Callers kept, so that the ten busiest of them are right.</summary>
    public const int Kept = 32;

    private CallerCount[] _callers = [];
    private int _used;

    /// <summary>Counts a caller.</summary>
    /// <param name="key">The caller.</param>
    /// <param name="isDenied">Whether it was denied.</param>
    /// <param name="name">What its name is made of.</param>
    /// <param name="nameOf">Makes it, when the caller is new here.</param>
    public void Add(KeyHash key, bool isDenied, string name, Func<string, string> nameOf)
    {
        int least = 0;
        for (int i = 0; i < _used; i++)
        {
            ref CallerCount caller = ref _callers[i];
            if (caller.Key == key)
            {
                caller = caller with { Requests = caller.Requests + 1, Denied = caller.Denied + (isDenied ? 1 : 0) };
                return;
            }

            least = caller.Requests < _callers[least].Requests ? i : least;
        }

        if (_used < Kept)
        {
            least = _used++;
            if (least == _callers.Length)
            {
                Array.Resize(ref _callers, Math.Max(4, least * 2)); // Most counters have few callers.
            }

            _callers[least] = new CallerCount(key, nameOf(name), 1, isDenied ? 1 : 0);
        }
        else
        {
            _callers[least] = new CallerCount(key, nameOf(name), _callers[least].Requests + 1, isDenied ? 1 : 0);
        }
    }

    public IEnumerable<CallerCount> Callers => _callers.Take(_used);
}
