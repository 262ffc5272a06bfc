using Edge.Gateway.Config;
using Edge.Gateway.Events;
using StackExchange.Redis;

namespace Edge.Gateway.Redis;

/// <summary>The node's one connection to Redis: made, watched and made again in the background. Nothing waits for it.</summary>
internal sealed partial class RedisConnection(SnapshotStore snapshots, IEventLog events, TimeProvider time, ILogger<RedisConnection> logger) : BackgroundService
{
    /// <summary>Time between two looks at the connection when nothing is told of it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait for a PING's answer before Redis counts as lost.</summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromMilliseconds(500);

    private const int ConnectTimeoutMs = 2000;
    private const int SyncTimeoutMs = 1000;
    private const int RetryMs = 250;

    private readonly SemaphoreSlim _told = new(0, 1);
    private volatile ConnectionMultiplexer? _connection;
    private string? _configuration;
    private volatile bool _isUp;
    private long _epoch;
    private bool _wasTold; // Whether an event has told of the present state.

    /// <summary>Whether <c>redis</c> is set.</summary>
    public bool IsConfigured => snapshots.CurrentOrNull?.Get<RedisSettings>().Configuration is not null;

    /// <summary>Whether Redis answers.</summary>
    public bool IsUp => _isUp;

    /// <summary>Grows with each return of Redis: what was shared before may be lost.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>The connection while Redis answers; null otherwise.</summary>
    public ConnectionMultiplexer? Current => _isUp ? _connection : null;

    /// <summary>One look: connects when there is no connection, and asks whether Redis answers.</summary>
    public async Task StepAsync()
    {
        string? wanted = snapshots.Current.Get<RedisSettings>().Configuration;
        if (wanted != _configuration)
        {
            await DropAsync();
            _configuration = wanted;
        }

        if (wanted is null)
        {
            return;
        }

        bool answers = await AnswersAsync(wanted);
        if (answers != _isUp || !_wasTold)
        {
            if (answers)
            {
                Interlocked.Increment(ref _epoch);
            }

            (_isUp, _wasTold) = (answers, true);
            events.Write(new EdgeEvent(
                answers ? "system.redis.up" : "system.redis.down",
                answers ? EventSeverity.Info : EventSeverity.Error,
                "redis",
                "redis",
                answers ? EventOutcome.Success : EventOutcome.Failure,
                answers ? null : "Redis does not answer; this node goes on with what it knows."));
        }
    }

    public override void Dispose()
    {
        _connection?.Dispose();
        _told.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host starts without waiting for a connection.
        while (!stoppingToken.IsCancellationRequested)
        {
            await StepAsync();
            try
            {
                await _told.WaitAsync(Interval, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await DropAsync();
    }

    private async Task<bool> AnswersAsync(string configuration)
    {
        try
        {
            _connection ??= await ConnectAsync(configuration);
            await _connection.GetDatabase().PingAsync().WaitFairlyAsync(PingTimeout, time);
            return true;
        }
        catch (Exception exception) // Whatever the client throws, Redis is lost, and the node goes on.
        {
            LogNotAnswering(exception.Message);
            return false;
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(string configuration)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false; // It goes on trying by itself.
        options.ConnectTimeout = ConnectTimeoutMs;
        options.SyncTimeout = SyncTimeoutMs;
        options.ReconnectRetryPolicy = new LinearRetry(RetryMs);
        options.ClientName ??= "edge-gateway";
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(options);
        connection.ConnectionFailed += (_, _) => Tell();
        connection.ConnectionRestored += (_, _) => Tell();
        return connection;
    }

    private async Task DropAsync()
    {
        ConnectionMultiplexer? connection = _connection;
        (_isUp, _connection, _wasTold) = (false, null, false);
        if (connection is not null)
        {
            try
            {
                await connection.CloseAsync(allowCommandsToComplete: false);
            }
            catch (Exception exception)
            {
                LogNotAnswering(exception.Message); // It is let go in any case.
            }

            connection.Dispose();
        }
    }

    private void Tell()
    {
        try
        {
            _told.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Known already, or stopping.
        }
    }

    [LoggerMessage(EdgeEvents.RedisNotAnswering, LogLevel.Debug, "Redis does not answer: {Reason}")]
    private partial void LogNotAnswering(string reason);
}
