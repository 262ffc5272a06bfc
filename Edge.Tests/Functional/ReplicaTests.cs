using System.Net;
using System.Text.Json.Nodes;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Cells with replicas that only read, and tenants with a shard of their own.</summary>
public sealed class ReplicaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_ToACellWithReplicas_GoToPrimariesAndItIsReadOnlyWithoutAny()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Cells["cells"]![0]!["destinations"]![1]!["role"] = "replica");
        ControlClient control = new(gateway);
        for (int index = 0; index < 20; index++)
        {
            using HttpResponseMessage written = await ReadOnlyTests.PostAsync(gateway.Client, "/echo", "{}");
            Assert.Equal("na-1-a1", (string?)JsonNode.Parse(await written.Content.ReadAsStringAsync(Token))!["destination"]);
        }

        await gateway.Cells["na-1-a1"].KillAsync();
        await TestGateway.WaitUntilAsync(async () => (await ReadOnlyTests.PostAsync(gateway.Client, "/echo", "{}")).Headers.Contains("X-Edge-Mode"));
        Assert.Equal("health", Assert.Single(control.Events("system.cell.read_only")).Actor);
        Assert.Equal(HttpStatusCode.OK, (await ReadOnlyTests.SignInAsync(gateway.Client)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Token)).StatusCode);
    }

    [Fact]
    public async Task Tenant_WithAShard_UsesItsDestinationsOnly()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.WithTenant("noisy", "na-1", """{ "shard": 1 }"""));
        ControlClient control = new(gateway);
        HttpClient noisy = gateway.CreateClient("noisy.localhost");
        HashSet<string> used = await UsedAsync(noisy);
        string own = Assert.Single(used);
        Assert.Equal(2, (await UsedAsync(gateway.Client)).Count);

        await control.DoAsync($"cells/na-1/destinations/{own}/drain");
        Assert.NotEqual(own, Assert.Single(await UsedAsync(noisy))); // Drained ones are passed over,
        await control.DoAsync($"cells/na-1/destinations/{own}/undrain");
        await gateway.Cells[own].KillAsync();
        await TestGateway.WaitUntilAsync(async () => (int)(await control.GetAsync("cells/na-1"))["available"]! == 1);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await noisy.GetAsync("/echo", Token)).StatusCode); // failing ones are not.
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Token)).StatusCode);
    }

    private static async Task<HashSet<string>> UsedAsync(HttpClient client)
    {
        HashSet<string> used = [];
        for (int index = 0; index < 30; index++)
        {
            used.Add((string)JsonNode.Parse(await client.GetStringAsync("/echo", Token))!["destination"]!);
        }

        return used;
    }
}
