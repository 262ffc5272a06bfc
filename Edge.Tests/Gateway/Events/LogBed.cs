using Edge.Gateway.Events;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using System.Diagnostics.Metrics;

namespace Edge.Tests.Gateway.Events;

/// <summary>A System Log in a temporary folder, on a clock that a test moves.</summary>
internal sealed class LogBed : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TestFolder _folder = new();

    public LogBed(bool isOpen = true)
    {
        Metrics = new EventsMetrics(_services.GetRequiredService<IMeterFactory>());
        Log = NewLog();
        if (isOpen)
        {
            Log.Open(Settings);
        }
    }

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ManualTime Time { get; } = new(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public EventsMetrics Metrics { get; }

    public EventLog Log { get; private set; }

    public EventLogSettings Settings { get; set; } = new("", "node-1", 1_000_000, TimeSpan.FromDays(90));

    public string Folder => _folder.Path;

    public string FilePath => Path.Combine(_folder.Path, "state", "events.db");

    public static EdgeEvent Event(string type, string target = "x", EventOutcome outcome = EventOutcome.Success) => new(type, EventSeverity.Info, "tester", target, outcome);

    /// <summary>Closes the log and opens its file again.</summary>
    public async Task ReopenAsync()
    {
        await Log.DisposeAsync();
        Log = NewLog();
        Log.Open(Settings);
    }

    public void Open() => Log.Open(Settings = Settings with { Path = FilePath });

    public async Task<string> TypesAsync(EventQuery? query = null) =>
        string.Join(' ', (await Log.ReadAsync(query ?? new EventQuery(DateTimeOffset.MinValue, null, 1000), Cancelled)).Events.Select(static logged => logged.Event.EventType));

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    private EventLog NewLog()
    {
        Settings = Settings with { Path = FilePath };
        return new EventLog(Metrics, Time, NullLogger<EventLog>.Instance);
    }
}
