namespace Edge.Gateway.Status.Measuring;

/// <summary>Judges each second of a region by its customers' requests, over a short window so that single failures say nothing.</summary>
internal sealed class TrafficMeter
{
    /// <summary>Seconds that are looked at together.</summary>
    public const int WindowSeconds = 5;

    /// <summary>With fewer requests in the window, failures say nothing.</summary>
    public const int MinRequests = 20;

    /// <summary>The part of the window's requests that must fail for down, in percent.</summary>
    public const int FailedPercent = 50;

    private readonly Queue<(long Requests, long Failed)> _window = [];
    private long _requests;
    private long _failed;

    /// <summary>Takes the requests of the last second.</summary>
    /// <returns>Up, down, or null when the second says neither.</returns>
    public bool? Step(long good, long failed)
    {
        _window.Enqueue((good + failed, failed));
        _requests += good + failed;
        _failed += failed;
        if (_window.Count > WindowSeconds)
        {
            (long oldRequests, long oldFailed) = _window.Dequeue();
            _requests -= oldRequests;
            _failed -= oldFailed;
        }

        bool isDown = _requests >= MinRequests && _failed * 100 >= _requests * FailedPercent;
        return isDown ? false : good > 0 ? true : null;
    }
}
