namespace Edge.Gateway.Demo;

/// <summary>What a destination has seen since its start or its last reset. Safe for all threads; each count is exact.</summary>
internal sealed class DemoCounters
{
    private static readonly int RouteCount = Enum.GetValues<DemoRoute>().Length;
    private readonly long[] _requests = new long[RouteCount];
    private long _inFlight;
    private long _writes;
    private long _writesWhileReadOnly;
    private long _signIns;
    private long _signInsRefused;
    private long _failed;
    private long _resets;
    private long _hung;

    /// <summary>Requests under way now, without those to <c>/_demo</c>; not changed by a reset.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Requests that change users, accepted ones and those refused in read-only mode.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Those of <see cref="Writes"/> that arrived with <c>X-Edge-Mode: read-only</c>: a gateway lets none pass.</summary>
    public long WritesWhileReadOnly => Interlocked.Read(ref _writesWhileReadOnly);

    /// <summary>Sign-ins and tokens granted.</summary>
    public long SignIns => Interlocked.Read(ref _signIns);

    /// <summary>Sign-ins and tokens refused for what they said, not by a fault.</summary>
    public long SignInsRefused => Interlocked.Read(ref _signInsRefused);

    /// <summary>Requests that a fault answered with its status.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Requests that a fault ended with a reset.</summary>
    public long Resets => Interlocked.Read(ref _resets);

    /// <summary>Requests that hung, whether they went on later or not.</summary>
    public long Hung => Interlocked.Read(ref _hung);

    /// <summary>All requests but those to <c>/_demo</c> and <c>/healthz</c>.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (int route = 0; route < RouteCount; route++)
            {
                if ((DemoRoute)route is not (DemoRoute.Control or DemoRoute.Health))
                {
                    total += Requests((DemoRoute)route);
                }
            }

            return total;
        }
    }

    /// <summary>Requests of one class.</summary>
    public long Requests(DemoRoute route) => Interlocked.Read(ref _requests[(int)route]);

    /// <summary>Counts a request that arrived.</summary>
    public void Begin(DemoRoute route)
    {
        Interlocked.Increment(ref _requests[(int)route]);
        if (route != DemoRoute.Control)
        {
            Interlocked.Increment(ref _inFlight);
        }
    }

    /// <summary>Counts a request that is done.</summary>
    public void End(DemoRoute route)
    {
        if (route != DemoRoute.Control)
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Counts a write.</summary>
    public void Write(bool readOnly)
    {
        Interlocked.Increment(ref _writes);
        if (readOnly)
        {
            Interlocked.Increment(ref _writesWhileReadOnly);
        }
    }

    /// <summary>Counts a sign-in or token request.</summary>
    public void SignIn(bool granted) => Interlocked.Increment(ref granted ? ref _signIns : ref _signInsRefused);

    /// <summary>Counts an injected failure.</summary>
    public void Fail() => Interlocked.Increment(ref _failed);

    /// <summary>Counts an injected reset.</summary>
    public void Reset() => Interlocked.Increment(ref _resets);

    /// <summary>Counts a request that hangs.</summary>
    public void Hang() => Interlocked.Increment(ref _hung);

    /// <summary>Sets all counts but <see cref="InFlight"/> to zero.</summary>
    public void Clear()
    {
        for (int route = 0; route < RouteCount; route++)
        {
            Interlocked.Exchange(ref _requests[route], 0);
        }

        Interlocked.Exchange(ref _writes, 0);
        Interlocked.Exchange(ref _writesWhileReadOnly, 0);
        Interlocked.Exchange(ref _signIns, 0);
        Interlocked.Exchange(ref _signInsRefused, 0);
        Interlocked.Exchange(ref _failed, 0);
        Interlocked.Exchange(ref _resets, 0);
        Interlocked.Exchange(ref _hung, 0);
    }
}
