using System.Net;
using System.Text.RegularExpressions;
using Edge.Gateway;
using Edge.Gateway.Admin;
using Edge.Gateway.Ops;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.Admin;

/// <summary>All endpoints of the ops listener: none without a permission, none without documentation.</summary>
public sealed partial class AdminEndpointsTests
{
    /// <summary>What probes and Prometheus read. A new entry is a decision: it is open to whoever reaches the listener.</summary>
    private static readonly string[] Open = ["GET /livez", "GET /readyz", "GET /metrics"];

    /// <summary>Pages: they ask for a sign-in of their own, and what they show comes from the endpoints with permissions.</summary>
    private static readonly string[] Pages = ["GET /", "GET /console/{**page}", "HEAD /console/{**page}", "POST /console/{**page}"];

    [Fact]
    public void Endpoints_AllHaveAPermission_ButThoseForProbes()
    {
        List<(string Name, string? Permission)> endpoints = Endpoints();
        Assert.True(endpoints.Count >= 18, $"{endpoints.Count} endpoints were found.");
        Assert.Equal(Open.Order(StringComparer.Ordinal), endpoints.Where(static endpoint => endpoint.Permission is null).Select(static endpoint => endpoint.Name).Order(StringComparer.Ordinal));
        Assert.All(endpoints, static endpoint => Assert.True(endpoint.Permission is null || AdminPermissions.All.Contains(endpoint.Permission)));
    }

    [Fact]
    public async Task Endpoints_WithoutCredentials_Answer401()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpClient ops = gateway.CreateOpsClient(withToken: false);
        int asked = 0;
        foreach ((string name, string? permission) in Endpoints())
        {
            string[] parts = RouteValue().Replace(name, "x").Split(' ');
            using HttpRequestMessage request = new(new HttpMethod(parts[0]), parts[1]);
            using HttpResponseMessage response = await ops.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(permission is null == (response.StatusCode != HttpStatusCode.Unauthorized), $"{name} answers {response.StatusCode}.");
            asked++;
        }

        Assert.True(asked >= 18);
    }

    /// <summary><c>docs/admin-api.md</c> has a heading for each endpoint, and below it the permission.</summary>
    [Fact]
    public void Documentation_HasEveryEndpointWithItsPermission()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "admin-api.md"));
        string[] documented = [.. Heading().Matches(page).Select(static match => $"{match.Groups["name"].Value} {match.Groups["permission"].Value}").Order(StringComparer.Ordinal)];
        string[] mapped = [.. Endpoints().Where(static endpoint => endpoint.Permission is not null).Select(static endpoint => $"{endpoint.Name} {endpoint.Permission}").Order(StringComparer.Ordinal)];
        Assert.Equal(mapped, documented);
    }

    private static List<(string Name, string? Permission)> Endpoints()
    {
        using WebApplication host = EdgeHost.Build();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        using WebApplication app = builder.Build();
        foreach (IOpsEndpoints feature in host.Services.GetServices<IOpsEndpoints>())
        {
            feature.Map(app);
        }

        (string Name, string? Permission)[] all = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).Cast<RouteEndpoint>().SelectMany(static endpoint =>
            endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => ($"{method} {endpoint.RoutePattern.RawText}", (endpoint.RequestDelegate!.Target as AdminEndpoint)?.Permission)))];
        Assert.Equal(Pages, all.Select(static endpoint => endpoint.Name).Intersect(Pages).Order(StringComparer.Ordinal));
        return [.. all.Where(static endpoint => !Pages.Contains(endpoint.Name))];
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex RouteValue();

    [GeneratedRegex(@"^### `(?<name>[A-Z]+ /[^`?]*)[^`]*`\n\nPermission `(?<permission>[^`]+)`", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
