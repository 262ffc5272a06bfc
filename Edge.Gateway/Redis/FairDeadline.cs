namespace Edge.Gateway.Redis;

/// <summary>Deadlines for answers of Redis that count only time in which this process ran: its own pause (a collection, a busy machine) says nothing of Redis.</summary>
internal static class FairDeadline
{
    /// <summary>Time between two looks at the clock.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>A step that ends this much late was a pause: the answer may lie in the socket, and gets a further step to be read.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>With pauses, a wait is at most this many times as long, and one step: on a machine that is always late a hang must be noticed too.</summary>
    public const int MaxStretch = 3;

    /// <summary>Waits for an answer.</summary>
    /// <exception cref="TimeoutException">There was none, though this process ran for the whole of <paramref name="deadline"/>.</exception>
    public static async Task<T> WaitFairlyAsync<T>(this Task<T> answer, TimeSpan deadline, TimeProvider time)
    {
        long began = time.GetTimestamp();
        TimeSpan ran = default;
        while (!answer.IsCompleted && ran < deadline && time.GetElapsedTime(began) < deadline * MaxStretch)
        {
            long start = time.GetTimestamp();
            await ((Task)answer.WaitAsync(Step, time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ran += time.GetElapsedTime(start) < Step + Pause ? Step : TimeSpan.Zero;
        }

        if (!answer.IsCompleted && ran < deadline)
        {
            await ((Task)answer.WaitAsync(Step, time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // It may lie in the socket.
        }

        return answer.IsCompleted ? await answer : throw new TimeoutException($"No answer within {deadline.TotalMilliseconds:0} ms.");
    }
}
