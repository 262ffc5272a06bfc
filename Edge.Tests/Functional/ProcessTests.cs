using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Edge.LoadTests.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>The gateway as people start it.</summary>
public sealed partial class ProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_OfAGoodFolder_PrintsUrlsAndTwoCurlLinesThatWork()
    {
        using ConfigFolder folder = Demo();
        await using GatewayProcess gateway = GatewayProcess.Start("--config", folder.Path);
        await gateway.WaitForLineAsync("curl");
        Assert.StartsWith("https  https://127.0.0.1:", await gateway.WaitForLineAsync("https  "), StringComparison.Ordinal);
        Assert.Contains("(redirects to https)", await gateway.WaitForLineAsync("http   "), StringComparison.Ordinal);
        Assert.Contains("(operators' console, admin API, /livez /readyz /metrics)", await gateway.WaitForLineAsync("ops    "), StringComparison.Ordinal);
        await WaitUntilReadyAsync(await OpsOfAsync(gateway));
        await gateway.WaitForLineAsync("OR");
        string[] lines = [.. gateway.Output.Select(static line => line.Trim()).Where(static line => line.StartsWith("curl ", StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);
        (int exitCode, string output) = await GatewayProcess.RunAsync("bash", "-c", lines[0]);
        Assert.Equal(0, exitCode);
        Assert.Contains(" 200", output.Split('\n')[0] + Last(output), StringComparison.Ordinal);
        Assert.Contains("\"cell\":\"na-1\"", output, StringComparison.Ordinal);
        Assert.Contains("x-rate-limit-limit:", output, StringComparison.OrdinalIgnoreCase);
        (exitCode, output) = await GatewayProcess.RunAsync("bash", "-c", lines[1]);
        Assert.Equal(0, exitCode);
        Assert.Matches("HTTP/[0-9.]+ (200|403)", output);
    }

    [Fact]
    public async Task Start_OfABadFolder_Is1WithEveryErrorOnStandardError()
    {
        using ConfigFolder folder = Demo();
        folder.With("edge.json", "{ \"demo\": 1, \"accessLog\": 2 }");
        await using GatewayProcess gateway = GatewayProcess.Start("--config", folder.Path);
        Assert.Equal(1, await gateway.WaitForExitAsync());
        Assert.Empty(gateway.Output);
        Assert.Equal(
            [
                $"{folder.Path}/edge.json(1,11): error EDGE1006: 'demo' is 1; set true or false.",
                $"{folder.Path}/edge.json(1,27): error EDGE1004: 'accessLog' is 2; set an object {{ … }}.",
            ],
            gateway.Errors.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https", "127.0.0.1:{taken}")]
    [InlineData("ops", "127.0.0.1:{taken}")]
    [InlineData("https", "192.0.2.1:0")] // Of nobody's machine (RFC 5737).
    public async Task Start_OnAnAddressThatCannotBeHad_Is1AndSaysWhatToDo(string listener, string address)
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        using ConfigFolder folder = Demo(listener, address.Replace("{taken}", ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await using GatewayProcess gateway = GatewayProcess.Start("--config", folder.Path);
        Assert.Equal(1, await gateway.WaitForExitAsync());
        Assert.Single(gateway.Errors, static line => line.StartsWith("The gateway cannot listen: ", StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled", gateway.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigterm_WithARequestInFlight_TurnsNotReady_FinishesItAndExits0()
    {
        using ConfigFolder folder = Demo();
        await using GatewayProcess gateway = GatewayProcess.Start("--config", folder.Path);
        Uri ops = await OpsOfAsync(gateway);
        await WaitUntilReadyAsync(ops);
        using HttpClient client = Client(await HttpsOfAsync(gateway));
        using HttpClient opsClient = new() { BaseAddress = ops };
        await HangAsync(folder, isOn: true);
        Task<string> slow = client.GetStringAsync("/echo", Token);
        await TestGateway.WaitUntilAsync(async () => ActiveRequest().IsMatch(await opsClient.GetStringAsync("/metrics", Token)));
        await gateway.TerminateAsync();
        await TestGateway.WaitUntilAsync(async () =>
        {
            using HttpResponseMessage ready = await opsClient.GetAsync("/readyz", Token);
            return ready.StatusCode == HttpStatusCode.ServiceUnavailable && (await ready.Content.ReadAsStringAsync(Token)).Contains("stopping: yes", StringComparison.Ordinal);
        });
        Assert.False(slow.IsCompleted);
        await HangAsync(folder, isOn: false);
        Assert.Contains("\"tenant\":\"acme\"", await slow, StringComparison.Ordinal);
        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Contains(gateway.Errors, static line => line.EndsWith("Stopped.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_ByTheCommandLine_Is0Or1()
    {
        using ConfigFolder folder = Demo();
        await using GatewayProcess good = GatewayProcess.Start("check", "--config", folder.Path);
        Assert.Equal(0, await good.WaitForExitAsync());
        Assert.Contains("good. 1 tenants, 1 cells with 2 destinations", good.Said, StringComparison.Ordinal);
        folder.With("tenants.json", "{");
        await using GatewayProcess bad = GatewayProcess.Start("--config", folder.Path, "check");
        Assert.Equal(1, await bad.WaitForExitAsync());
        Assert.Contains("tenants.json(1,2): error EDGE1001", bad.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenNew_ByTheCommandLine_PrintsAToken()
    {
        await using GatewayProcess good = GatewayProcess.Start("token", "new", "--role", "super-admin");
        Assert.Equal(0, await good.WaitForExitAsync());
        Assert.Matches("edge_[A-Za-z0-9_-]{43}", good.Said);
        await using GatewayProcess bad = GatewayProcess.Start("token", "new");
        Assert.Equal(1, await bad.WaitForExitAsync());
        Assert.Contains("--role", bad.Said, StringComparison.Ordinal);
    }

    [GeneratedRegex("^edge_requests_active [1-9]", RegexOptions.Multiline)]
    private static partial Regex ActiveRequest();

    private static string Last(string output) => string.Concat(output.Split('\n').Where(static line => line.StartsWith("HTTP/", StringComparison.Ordinal)));

    private static ConfigFolder Demo(string? listener = null, string address = "")
    {
        int[] ports = FreePorts.Take(2);
        JsonObject edge = TestConfig.Parse("""
            { "demo": true, "accessLog": { "mode": "off" }, "shutdown": { "delay": "500ms", "deadline": "3m" },
              "listen": { "https": { "address": "127.0.0.1:0" }, "http": { "address": "127.0.0.1:0" }, "ops": { "address": "127.0.0.1:0" } } }
            """);
        if (listener is not null)
        {
            edge["listen"]![listener]!["address"] = address;
        }

        return new ConfigFolder().With("edge.json", edge.ToJsonString())
            .With("limits.json", """{ "buckets": [ { "id": "all", "limit": 1000, "match": [ { "path": "/" } ] } ] }""")
            .With("cells.json", $$"""{ "cells": [ { "id": "na-1", "health": { "failures": 100 }, "destinations": [ { "id": "a1", "address": "http://127.0.0.1:{{ports[0]}}" }, { "id": "b1", "address": "http://127.0.0.1:{{ports[1]}}" } ] } ] }""");
    }

    private static async Task<Uri> OpsOfAsync(GatewayProcess gateway) => new((await gateway.WaitForLineAsync("ops    ")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    private static async Task<Uri> HttpsOfAsync(GatewayProcess gateway) => new((await gateway.WaitForLineAsync("https  ")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    // Has the demo's destinations keep requests waiting, or answer them.
    private static async Task HangAsync(ConfigFolder folder, bool isOn)
    {
        using HttpClient demo = new();
        foreach (JsonNode? destination in JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "cells.json"), Token))!["cells"]![0]!["destinations"]!.AsArray())
        {
            using StringContent faults = new($$"""{ "hang": {{(isOn ? "true" : "false")}} }""");
            using HttpResponseMessage answer = await demo.PostAsync($"{destination!["address"]}/_demo", faults, Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static async Task WaitUntilReadyAsync(Uri ops)
    {
        using HttpClient client = new() { BaseAddress = ops };
        await TestGateway.WaitUntilAsync(async () =>
        {
            using HttpResponseMessage response = await client.GetAsync("/readyz", Token);
            return response.StatusCode == HttpStatusCode.OK
                && (await client.GetStringAsync("/metrics", Token)).Contains("edge_cell_destinations{cell=\"na-1\",state=\"available\"} 2", StringComparison.Ordinal);
        });
    }

    private static HttpClient Client(Uri https)
    {
#pragma warning disable CA2000, CA5359 // The client owns its handler. The certificate is self-signed.
        HttpClient client = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } }) { BaseAddress = https };
#pragma warning restore CA2000, CA5359
        client.DefaultRequestHeaders.Host = "acme.localhost";
        return client;
    }
}
