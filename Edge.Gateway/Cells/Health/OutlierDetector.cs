using System.Globalization;
using Edge.Gateway.Cells.Routing;

namespace Edge.Gateway.Cells.Health;

/// <summary>Judges destinations by what live requests meet: failures in a row at once, rates and latencies against their peers once a second (Envoy's outlier detection).</summary>
internal sealed class OutlierDetector(LiveCell cell, TimeProvider time)
{
    /// <summary>Looks after which what was gathered is too old: a destination that seldom gets requests is not judged by yesterday's.</summary>
    public const int MaxLooks = 10;

    /// <summary>Looks in a row that must find a destination slow: one may have met a pause.</summary>
    public const int SlowLooks = 2;

    private int _looks;

    /// <summary>An answer began. On every request's path.</summary>
    public void Answered(LiveDestination destination, int status, TimeSpan latency, long now)
    {
        bool failed = status >= StatusCodes.Status500InternalServerError;
        destination.Answered(now);
        destination.Latency.Add(latency, now, time);
        destination.Window.Add(latency, failed);
        if (failed)
        {
            CountFailure(destination);
        }
        else
        {
            destination.Succeeded();
        }
    }

    /// <summary>No answer came, or it broke off.</summary>
    public void Failed(LiveDestination destination, TimeSpan latency)
    {
        destination.Window.Add(latency, failed: true);
        CountFailure(destination);
    }

    /// <summary>No connection was made.</summary>
    public void ConnectFailed(LiveDestination destination)
    {
        int count = destination.ConnectFailed();
        int limit = cell.Policy.Outlier.ConsecutiveConnectFailures;
        if (limit > 0 && count % limit == 0)
        {
            cell.TryEject(destination, EjectionReason.ConnectFailure, "connections fail");
        }
    }

    /// <summary>Compares the destinations; called once a second.</summary>
    public void Look()
    {
        OutlierSettings settings = cell.Policy.Outlier;
        bool isLast = ++_looks >= MaxLooks;
        List<(LiveDestination Destination, TrafficSample Sample)> peers = [];
        foreach (LiveDestination destination in cell.Table.All)
        {
            if (destination.Window.Count >= settings.SuccessRateRequestVolume)
            {
                peers.Add((destination, destination.Window.Take()));
            }
            else if (isLast)
            {
                destination.Window.Take();
            }
        }

        _looks = isLast ? 0 : _looks;
        if (peers.Count < 2)
        {
            return; // Nothing to compare with.
        }

        foreach ((LiveDestination destination, TrafficSample sample) in peers)
        {
            TrafficSample[] others = [.. peers.Where(peer => peer.Destination != destination).Select(static peer => peer.Sample)];
            if (IsFailing(sample, others, settings))
            {
                cell.TryEject(destination, EjectionReason.SuccessRate, string.Create(CultureInfo.InvariantCulture, $"{(1 - sample.SuccessRate) * 100:0} % of requests fail, more than elsewhere"));
            }

            destination.SlowLooks = IsSlow(sample, others, settings) ? destination.SlowLooks + 1 : 0;
            if (destination.SlowLooks >= SlowLooks)
            {
                cell.TryEject(destination, EjectionReason.Latency, string.Create(CultureInfo.InvariantCulture, $"answers take {sample.MeanLatency.TotalMilliseconds:0} ms, far longer than elsewhere"));
            }
        }
    }

    /// <summary>Whether a success rate lies below those of the peers by their deviation and chance, and by the margin.</summary>
    /// <remarks>
    /// Envoy takes the mean and deviation of all, the outlier among them, which cannot find one outlier of fewer than five. Leaving
    /// the judged one out finds it among two; the chance of the sample itself (a binomial) takes the place of a deviation that two cannot have.
    /// </remarks>
    public static bool IsFailing(TrafficSample sample, IReadOnlyCollection<TrafficSample> others, OutlierSettings settings)
    {
        if (settings.SuccessRateStdevFactor == 0)
        {
            return false;
        }

        double mean = others.Average(static other => other.SuccessRate);
        double spread = others.Average(other => (other.SuccessRate - mean) * (other.SuccessRate - mean));
        double chance = mean * (1 - mean) / Math.Max(1, sample.Count);
        return sample.SuccessRate < mean - (settings.SuccessRateStdevFactor * Math.Sqrt(spread + chance)) && sample.SuccessRate <= mean - (settings.SuccessRateMarginPercent / 100);
    }

    /// <summary>Whether latencies are far above the median of the peers.</summary>
    public static bool IsSlow(TrafficSample sample, IReadOnlyCollection<TrafficSample> others, OutlierSettings settings)
    {
        TimeSpan[] sorted = [.. others.Select(static other => other.MeanLatency).Order()];
        TimeSpan median = sorted[sorted.Length / 2];
        return settings.LatencyFactor > 0 && sample.MeanLatency > median * settings.LatencyFactor && sample.MeanLatency > median + settings.LatencyMargin;
    }

    private void CountFailure(LiveDestination destination)
    {
        int count = destination.Failed();
        int limit = cell.Policy.Outlier.Consecutive5xx;
        if (limit > 0 && count % limit == 0) // While it may not be ejected, each further round asks again, not each request.
        {
            cell.TryEject(destination, EjectionReason.Consecutive5xx, string.Create(CultureInfo.InvariantCulture, $"{count} failures in a row"));
        }
    }
}
