namespace Edge.Gateway.Demo;

/// <summary>A set of demo destinations that start and end together.</summary>
internal sealed class DemoCells : IAsyncDisposable
{
    private readonly Dictionary<string, DemoDestination> _byName;

    private DemoCells(List<DemoDestination> destinations)
    {
        Destinations = destinations;
        _byName = destinations.ToDictionary(static destination => destination.Options.Destination, StringComparer.Ordinal);
    }

    /// <summary>All destinations, in the order given.</summary>
    public IReadOnlyList<DemoDestination> Destinations { get; }

    /// <summary>Writes that reached any destination in read-only mode: 0 behind a gateway that keeps its word.</summary>
    public long WritesWhileReadOnly => Destinations.Sum(static destination => destination.Counters.WritesWhileReadOnly);

    /// <summary>A destination by its id.</summary>
    /// <exception cref="KeyNotFoundException">The set has none of that id.</exception>
    public DemoDestination this[string destination] => _byName[destination];

    /// <summary>The destinations of a cell.</summary>
    public IEnumerable<DemoDestination> InCell(string cell) => Destinations.Where(destination => destination.Options.Cell == cell);

    /// <summary>Starts all; when one cannot start, none is left running.</summary>
    /// <exception cref="ArgumentException">Two destinations have one id, or an address is not usable.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static Task<DemoCells> StartAsync(IEnumerable<DemoDestinationOptions> destinations, CancellationToken cancellationToken) =>
        StartAsync(destinations, TimeProvider.System, cancellationToken);

    /// <summary>As above, with the clock that delays run on.</summary>
    public static async Task<DemoCells> StartAsync(
        IEnumerable<DemoDestinationOptions> destinations, TimeProvider time, CancellationToken cancellationToken)
    {
        Dictionary<string, DemoCell> cells = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.Ordinal);
        List<DemoDestination> list = [];
        foreach (DemoDestinationOptions options in destinations)
        {
            if (!names.Add(options.Destination))
            {
                throw new ArgumentException(
                    $"The demo destination '{options.Destination}' is given twice; give each its own id.", nameof(destinations));
            }

            if (!cells.TryGetValue(options.Cell, out DemoCell? cell))
            {
                cells.Add(options.Cell, cell = new DemoCell(options.Cell));
            }

            list.Add(new DemoDestination(options, cell, time));
        }

        DemoCells set = new(list);
        try
        {
            foreach (DemoDestination destination in list)
            {
                await destination.StartAsync(cancellationToken);
            }
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }

        return set;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (DemoDestination destination in Destinations)
        {
            await destination.DisposeAsync();
        }
    }
}
