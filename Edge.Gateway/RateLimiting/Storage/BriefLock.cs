namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>A lock of one word for what takes nanoseconds. Not reentrant; a field of the object it guards, never copied.</summary>
internal struct BriefLock
{
    private int _taken;

    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
        {
            Wait();
        }
    }

    public void Exit() => Volatile.Write(ref _taken, 0);

    private void Wait()
    {
        var spinner = default(SpinWait);
        do
        {
            spinner.SpinOnce(sleep1Threshold: -1); // Yields, so that a holder who lost its processor gets it back; never sleeps a millisecond.
        }
        while (Volatile.Read(ref _taken) != 0 || Interlocked.CompareExchange(ref _taken, 1, 0) != 0);
    }
}
