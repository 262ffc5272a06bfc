namespace Edge.Gateway.Admin.Grants;

/// <summary>Ends grants and requests whose time is over. They are not in force without it either: it tells.</summary>
internal sealed partial class AccessSweeper(AccessGrants grants, TimeProvider time, ILogger<AccessSweeper> logger) : BackgroundService
{
    /// <summary>Time between two steps.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await grants.SweepAsync(stoppingToken);
                }
                catch (IOException exception)
                {
                    LogNotKept(exception.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    [LoggerMessage(EdgeEvents.AccessNotKept, LogLevel.Warning, "The end of a granted access could not be kept, and is tried again: {Reason}")]
    private partial void LogNotKept(string reason);
}
