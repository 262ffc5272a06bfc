using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.State;

/// <summary>Keeps this node's decisions and the fleet's the same, over Redis. Without Redis each node goes on with what it knows.</summary>
/// <remarks>
/// A message says at once that something was decided, and a comparison of numbers every <see cref="Interval"/> makes sure. After a
/// loss of Redis, or when it comes back empty, all is compared and Redis gets what it lacks.
/// </remarks>
internal sealed partial class DecisionFleet(LocalDecisions decisions, RedisConnection redis, UntoldEvents untold, TimeProvider time, ILogger<DecisionFleet> logger) : BackgroundService
{
    /// <summary>Time between two comparisons.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest that one question of an admin call waits for Redis: the call works without it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest time of one command of a comparison: one that got no answer must not hold up the next, and many decisions take many.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Longest that a start waits for the fleet's decisions: the node serves without them, by its own.</summary>
    public static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan StartRetry = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _told = new(0, 1);
    private ConnectionMultiplexer? _subscribed;
    private string? _generation;
    private long _connection = -1;
    private long _seen;
    private Task _telling = Task.CompletedTask;
    private bool _hasFailed;

    /// <summary>One comparison: takes in what others decided, sends what was decided here.</summary>
    /// <returns>Whether both have the same now; false while Redis is lost.</returns>
    public async Task<bool> StepAsync()
    {
        await _turn.WaitAsync();
        try
        {
            return redis.Current is { } connection && await CompareAsync(connection);
        }
        catch (Exception exception) // Whatever the client throws: a node without Redis goes on, and does not stop.
        {
            _connection = -1; // What was lost on the way comes with the next whole comparison.
            if (!_hasFailed)
            {
                LogNotShared(exception.Message);
            }

            _hasFailed = true;
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A comparison that does not wait longer than <see cref="Deadline"/>.</summary>
    public Task TryStepAsync() => redis.Current is null ? Task.CompletedTask : Bounded(StepAsync());

    /// <summary>An epoch for a decision; 0 without Redis: the caller takes its own next one.</summary>
    public Task<long> TryTakeEpochAsync() => redis.Current is { } connection
        ? Bounded(DecisionExchange.TakeEpochAsync(connection.GetDatabase(), decisions.Epoch))
        : Task.FromResult(0L);

    /// <summary>Waits a moment for the fleet's decisions, so that a new node does not serve by old ones.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (redis.IsConfigured && !await StepAsync() && time.GetElapsedTime(start) < StartDeadline)
        {
            await Task.Delay(StartRetry, time, cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _turn.Dispose();
        _told.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                IReadOnlyList<DecisionEntry> forgotten = decisions.Step();
                if (_telling.IsCompleted && decisions.HasUntold)
                {
                    _telling = Task.Run(untold.TellAsync, CancellationToken.None); // A long backlog, or a log that hangs, keeps no news of the fleet waiting.
                }

                if (redis.IsConfigured)
                {
                    await StepAsync();
                    await ForgetAsync(forgotten);
                }
            }
            catch (Exception exception) // A bug. Sharing goes on: without this loop the node would never hear of the others again.
            {
                LogStepFailed(exception);
            }

            try
            {
                await _told.WaitAsync(Interval, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await _telling;
    }

    private async Task<bool> CompareAsync(ConnectionMultiplexer connection)
    {
        long epoch = redis.Epoch;
        IDatabase database = connection.GetDatabase();
        await SubscribeAsync(connection);
        (string? generation, long sequence) = await DecisionExchange.ReadMarkAsync(database).WaitAsync(CommandTimeout, time);
        if (epoch != _connection || generation is null || generation != _generation)
        {
            await CompareAllAsync(database);
        }
        else if (sequence > _seen)
        {
            decisions.Merge(await DecisionExchange.ReadSinceAsync(database, _seen, CommandTimeout, time));
        }

        await ShareAsync(database, decisions.Unshared());
        (_generation, _seen, _connection, _hasFailed) = (generation, sequence, epoch, false);
        return true;
    }

    private async Task CompareAllAsync(IDatabase database)
    {
        List<DecisionEntry> theirs = await DecisionExchange.ReadSinceAsync(database, 0, CommandTimeout, time);
        decisions.Merge(theirs);
        Dictionary<string, string> orders = theirs.ToDictionary(static entry => entry.Key, static entry => entry.Order, StringComparer.Ordinal);
        DecisionEntry[] lacking = [.. decisions.All().Where(entry => string.CompareOrdinal(entry.Order, orders.GetValueOrDefault(entry.Key)) > 0)];
        await ShareAsync(database, lacking);
    }

    // What is there is marked page by page: a loss of Redis on the way does not begin again from the first.
    private async Task ShareAsync(IDatabase database, DecisionEntry[] entries)
    {
        foreach (DecisionEntry[] page in entries.Chunk(DecisionExchange.PageSize))
        {
            await DecisionExchange.ShareAsync(database, page).WaitAsync(CommandTimeout, time);
            decisions.MarkShared(page);
        }
    }

    private async Task ForgetAsync(IReadOnlyList<DecisionEntry> forgotten)
    {
        if (forgotten.Count > 0 && redis.Current is { } connection)
        {
            try
            {
                await DecisionExchange.DropAsync(connection.GetDatabase(), forgotten).WaitAsync(CommandTimeout, time);
            }
            catch (Exception exception)
            {
                LogNotShared(exception.Message); // They come back with the next whole comparison, and are forgotten again.
            }
        }
    }

    private async Task SubscribeAsync(ConnectionMultiplexer connection)
    {
        if (!ReferenceEquals(connection, _subscribed))
        {
            await connection.GetSubscriber().SubscribeAsync(DecisionExchange.Topic, (_, _) => Tell()).WaitAsync(CommandTimeout, time);
            _subscribed = connection;
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

    // The default when Redis does not answer in time or refuses: what had to be done is done in the background.
    private async Task<T?> Bounded<T>(Task<T> task)
    {
        try
        {
            return await task.WaitAsync(Deadline, time);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            return default;
        }
    }

    [LoggerMessage(EdgeEvents.DecisionStepFailed, LogLevel.Error, "A step of keeping and sharing decisions failed.")]
    private partial void LogStepFailed(Exception exception);

    [LoggerMessage(EdgeEvents.StateNotShared, LogLevel.Warning, "Decisions are not shared at the moment: {Reason}")]
    private partial void LogNotShared(string reason);
}
