using System.Globalization;
using System.Net;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Measuring;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>An outage: whether the page shows it, and whether the ledger agrees with somebody who only used the service.</summary>
[Collection(Alone.Name)] // Beside other tests a healthy cell may be slower than a journey's time-out, and the page says so.
public sealed class StatusOutageTests
{
    private static readonly string[] NotForCustomers = ["na-1", "eu-1", "127.0.0.1", "localhost"];

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cell_Killed_TurnsThePageRed_AndTheLedgerAgreesWithAnObserver()
    {
        await using TestGateway gateway = await StatusPageTests.StartAsync();
        using HttpClient status = StatusPageTests.StatusClient(gateway);
        await TestGateway.WaitUntilAsync(() => StatusPageTests.StateOf(gateway, "region-us-east") == "operational" && StatusPageTests.StateOf(gateway, "region-europe") == "operational");
        await TestGateway.WaitUntilAsync(() => StatusPageTests.TextOf(gateway, "/")?.Contains("All systems work", StringComparison.Ordinal) == true);

        foreach (var destination in gateway.Cells.Destinations.Where(static one => one.Options.Cell == "na-1"))
        {
            await destination.KillAsync();
        }

        HashSet<long> seenDown = []; // An observer of its own, which only asks the service.
        await TestGateway.WaitUntilAsync(async () => await IsSeenDownAsync() && StatusPageTests.StateOf(gateway, "region-us-east") == "major_outage" && StatusPageTests.StateOf(gateway, "global-sign-in") == "major_outage");
        string page = await status.GetStringAsync("/", Cancellation);
        Assert.Contains("Major outage", page, StringComparison.Ordinal);
        Assert.Equal(("major_outage", "partial_outage", "operational", "operational"), (
            StatusPageTests.StateOf(gateway, "global-sign-in"), StatusPageTests.StateOf(gateway, "feature-authentication"), StatusPageTests.StateOf(gateway, "region-europe"), StatusPageTests.StateOf(gateway, "feature-front-door")));
        Assert.DoesNotContain(NotForCustomers, secret => page.Contains(secret, StringComparison.Ordinal));

        await TestGateway.WaitUntilAsync(async () => await IsSeenDownAsync() && seenDown.Count >= 20);
        await gateway.Services.GetRequiredService<StatusMonitor>().FinishAsync();
        string[][] lines = [.. (await status.GetStringAsync("/ledger.csv", Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Split(','))];
        HashSet<long> ledger = [.. lines.Where(static cells => cells[1] == "region-us-east").SelectMany(static cells => Enumerable.Range(0, 60).Where(second => cells[10][second] == 'd')
            .Select(second => DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture).ToUnixTimeSeconds() + second))];
        (long first, long last) = (seenDown.Min(), seenDown.Max()); // Down all the while, though the observer did not ask in each second.
        Assert.InRange(ledger.Count(second => second >= first && second <= last), last - first + 1 - 5, last - first + 1);
        Assert.InRange(ledger.Min(), first - 5, long.MaxValue);
        Assert.DoesNotContain(lines, static cells => cells[1] == "region-europe" && int.Parse(cells[4], CultureInfo.InvariantCulture) >= MinuteRule.DownSeconds);

        async Task<bool> IsSeenDownAsync()
        {
            using HttpResponseMessage response = await gateway.Client.GetAsync("/api/v1/users", Cancellation);
            _ = response.StatusCode >= HttpStatusCode.InternalServerError && seenDown.Add(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            return seenDown.Count > 0;
        }
    }
}
