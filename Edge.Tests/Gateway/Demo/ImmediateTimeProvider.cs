using System.Collections.Concurrent;

namespace Edge.Tests.Gateway.Demo;

/// <summary>A clock whose timers fire at once and note how long they should have taken.</summary>
internal sealed class ImmediateTimeProvider : TimeProvider
{
    /// <summary>Times asked for, in order.</summary>
    public ConcurrentQueue<TimeSpan> Delays { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Delays.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
