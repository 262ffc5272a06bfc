using System.Net;
using System.Text.Json.Nodes;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

public sealed class RequestPathTests
{
    [Fact]
    public async Task Get_OfKnownTenant_ReachesItsCellAndCarriesEveryLimitHeader()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpResponseMessage response = await gateway.Client.GetAsync("/api/v1/users", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("acme", (string?)body["tenant"]);
        Assert.Equal("na-1", (string?)body["cell"]);
        Assert.Equal("1000000", Assert.Single(response.Headers.GetValues("X-Rate-Limit-Limit")));
        Assert.Equal("999999", Assert.Single(response.Headers.GetValues("X-Rate-Limit-Remaining")));
        Assert.NotEmpty(Assert.Single(response.Headers.GetValues("X-Rate-Limit-Reset")));
        Assert.Equal("\"default\";q=1000000;w=60;pk=:YWNtZQ==:", Assert.Single(response.Headers.GetValues("RateLimit-Policy")));
        Assert.Equal("\"default\";r=999999;t=60;pk=:YWNtZQ==:", Assert.Single(response.Headers.GetValues("RateLimit")));
        Assert.Equal((string?)body["requestId"], Assert.Single(response.Headers.GetValues("X-Request-Id")));
    }

    [Fact]
    public async Task Get_OfSecondTenant_LandsInItsOwnCell()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        JsonNode body = JsonNode.Parse(await gateway.CreateClient("globex.localhost").GetStringAsync("/echo", TestContext.Current.CancellationToken))!;
        Assert.Equal("eu-1", (string?)body["cell"]);
    }

    [Fact]
    public async Task Get_OfUnknownHost_Is421WithProblemDetails()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpResponseMessage response = await gateway.CreateClient("nobody.localhost").GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("urn:edge:problem:unknown-host", (string?)body["type"]);
        Assert.Equal(421, (int?)body["status"]);
        Assert.Equal(Assert.Single(response.Headers.GetValues("X-Request-Id")), (string?)body["requestId"]);
    }
}
