using System.Globalization;
using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.Routing;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Health;

/// <summary>Takes a destination out after some failed probes in a row, and back in after one good one.</summary>
internal sealed class ConsecutiveProbePolicy(IDestinationHealthUpdater updater, DestinationHealthLog log) : IActiveHealthCheckPolicy
{
    public const string PolicyName = "Edge.ConsecutiveProbes";

    private readonly ConditionalWeakTable<DestinationState, StrongBox<int>> _failures = [];

    public string Name => PolicyName;

    public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults)
    {
        IReadOnlyDictionary<string, string>? metadata = cluster.Model.Config.Metadata;
        if (metadata is null)
        {
            return;
        }

        int threshold = int.Parse(metadata[CellProxyConfigProvider.FailuresKey], CultureInfo.InvariantCulture);
        bool strict = bool.Parse(metadata[CellProxyConfigProvider.StrictStatusKey]);
        var health = new NewActiveDestinationHealth[probingResults.Count];
        for (int i = 0; i < health.Length; i++)
        {
            DestinationProbingResult result = probingResults[i];
            StrongBox<int> failures = _failures.GetOrCreateValue(result.Destination);
            failures.Value = IsGood(result, strict) ? 0 : failures.Value + 1;

            // The first probe of a new destination decides at once: nothing is known in its favour. But a time-out at the
            // start may be this process's own slowness, which must not keep sign-ins from a healthy cell.
            bool isFirst = result.Destination.Health.Active == DestinationHealth.Unknown && result.Exception is not OperationCanceledException;
            bool isOut = failures.Value >= threshold || (failures.Value > 0 && isFirst);
            DestinationHealth next = isOut ? DestinationHealth.Unhealthy : failures.Value == 0 ? DestinationHealth.Healthy : result.Destination.Health.Active;
            log.ActiveChanged(cluster.ClusterId, result.Destination, next, Reason(result));
            health[i] = new NewActiveDestinationHealth(result.Destination, next);
        }

        updater.SetActive(cluster, health);
    }

    private static bool IsGood(DestinationProbingResult result, bool strict) =>
        result.Exception is null && result.Response is { } response && (strict ? response.IsSuccessStatusCode : (int)response.StatusCode < 500);

    private static string Reason(DestinationProbingResult result) =>
        result.Exception?.GetBaseException().Message ?? string.Create(CultureInfo.InvariantCulture, $"probe answered {(int?)result.Response?.StatusCode}");
}
