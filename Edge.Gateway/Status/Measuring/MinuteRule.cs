using System.Numerics;

namespace Edge.Gateway.Status.Measuring;

/// <summary>The published rule that makes minutes of measurements. <c>docs/status-page.md</c> says it in words; whoever changes it changes both.</summary>
internal static class MinuteRule
{
    /// <summary>A minute with so many seconds down is down.</summary>
    public const int DownSeconds = 10;

    /// <summary>A minute of which fewer seconds were measured is unknown, unless it is down.</summary>
    public const int MeasuredSeconds = 30;

    /// <summary>A minute is down when a node had so many requests …</summary>
    public const int MinRequests = 50;

    /// <summary>… and so many percent of them failed.</summary>
    public const int FailedPercent = 20;

    /// <summary>What all sources together say of each second.</summary>
    /// <remarks>
    /// A node's word holds alone: it is the service. A monitor elsewhere may have lost its own network, so down takes two of them, or one
    /// when nobody else measured that second.
    /// </remarks>
    public static (ulong Up, ulong Down) Merge(IEnumerable<KeyValuePair<string, MinuteTally>> sources)
    {
        (ulong nodeDown, ulong probeDown, ulong twoProbesDown, ulong measured, ulong twoMeasured) = (0, 0, 0, 0, 0);
        foreach ((string source, MinuteTally tally) in sources)
        {
            ulong any = tally.Up | tally.Down;
            twoMeasured |= measured & any;
            measured |= any;
            if (StatusSource.IsNode(source))
            {
                nodeDown |= tally.Down;
            }
            else
            {
                twoProbesDown |= probeDown & tally.Down;
                probeDown |= tally.Down;
            }
        }

        ulong down = nodeDown | twoProbesDown | (probeDown & ~twoMeasured);
        return (measured & ~down, down);
    }

    /// <summary>What a minute counts as. Each source stands once.</summary>
    public static MinuteState Judge(IReadOnlyCollection<KeyValuePair<string, MinuteTally>> sources)
    {
        (ulong up, ulong down) = Merge(sources);
        if (BitOperations.PopCount(down) >= DownSeconds || sources.Any(static source => StatusSource.IsNode(source.Key) && HasFailedRequests(source.Value)))
        {
            return MinuteState.Down;
        }

        return BitOperations.PopCount(up | down) >= MeasuredSeconds ? MinuteState.Up : MinuteState.Unknown;
    }

    private static bool HasFailedRequests(MinuteTally tally) => tally.Requests >= MinRequests && tally.RequestsFailed * 100 >= tally.Requests * FailedPercent;
}
