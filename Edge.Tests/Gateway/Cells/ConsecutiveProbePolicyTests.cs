using System.Net;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;
using Edge.Tests.Gateway.Tls;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Edge.Tests.Gateway.Cells;

public sealed class ConsecutiveProbePolicyTests
{
    private const string Silent = "silent";

    /// <summary>Failures that take it out, whether only 2xx is good, the probes' answers, and the health after each.</summary>
    [Theory]
    [InlineData(2, false, "200", "Healthy")]
    [InlineData(2, false, "404", "Healthy")] // Not every origin has the default path.
    [InlineData(2, true, "404", "Unhealthy")]
    [InlineData(2, true, "204 302", "Healthy Healthy")] // One failure is not yet two.
    [InlineData(2, false, "silent", "Unhealthy")] // The first probe decides at once.
    [InlineData(2, false, "late", "Unknown")] // Perhaps it was the gateway that was slow.
    [InlineData(2, false, "late late 200", "Unknown Unhealthy Healthy")]
    [InlineData(2, false, "503 200", "Unhealthy Healthy")]
    [InlineData(2, false, "200 503 200 503 503 200", "Healthy Healthy Healthy Healthy Unhealthy Healthy")]
    [InlineData(3, false, "200 500 silent 503 503", "Healthy Healthy Healthy Unhealthy Unhealthy")]
    [InlineData(1, false, "200 silent", "Healthy Unhealthy")]
    public void Probes_InARow_TakeOutAndBringBack(int failures, bool strict, string answers, string expected)
    {
        RecordedHealth health = new();
        ConsecutiveProbePolicy policy = new(health, new DestinationHealthLog(new RecordedLog<DestinationHealthLog>()));
        ClusterState cluster = Cluster(failures, strict);
        DestinationState destination = new("a1");
        List<DestinationHealth> found = [];
        foreach (string answer in answers.Split(' '))
        {
            Exception? failure = answer switch { Silent => new HttpRequestException("no answer"), "late" => new TaskCanceledException(), _ => null };
            using HttpResponseMessage? response = failure is not null ? null : new HttpResponseMessage((HttpStatusCode)int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture));
            policy.ProbingCompleted(cluster, [new DestinationProbingResult(destination, response, failure)]);
            found.Add(destination.Health.Active);
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public void Probes_ThatChangeHealth_AreLoggedOnce()
    {
        RecordedLog<DestinationHealthLog> log = new();
        ConsecutiveProbePolicy policy = new(new RecordedHealth(), new DestinationHealthLog(log));
        ClusterState cluster = Cluster(1, strict: false);
        DestinationState destination = new("a1");
        using HttpResponseMessage bad = new(HttpStatusCode.ServiceUnavailable);
        using HttpResponseMessage good = new(HttpStatusCode.OK);
        foreach (HttpResponseMessage response in (HttpResponseMessage[])[good, good, bad, bad, bad, good, good])
        {
            policy.ProbingCompleted(cluster, [new DestinationProbingResult(destination, response, null)]);
        }

        Assert.Equal(["Warning: Destination a1 of cell na-1 takes no requests: probe answered 503", "Information: Destination a1 of cell na-1 takes requests again."], log.Lines);
    }

    private static ClusterState Cluster(int failures, bool strict)
    {
        ClusterConfig config = new()
        {
            ClusterId = "na-1",
            Metadata = new Dictionary<string, string>
            {
                [CellProxyConfigProvider.FailuresKey] = failures.ToString(System.Globalization.CultureInfo.InvariantCulture),
                [CellProxyConfigProvider.StrictStatusKey] = strict.ToString(),
            },
        };
#pragma warning disable CA2000 // Nothing is sent.
        return new ClusterState("na-1", new ClusterModel(config, new HttpMessageInvoker(new SocketsHttpHandler())));
#pragma warning restore CA2000
    }
}
