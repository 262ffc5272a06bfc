using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Edge.Tests.Gateway.Demo;

public sealed class BehindProxyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Yarp_ToOneAddress_ReachesItByTheVersionOfTheCluster(int version)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await using WebApplication proxy = await StartProxyAsync(demo.First.Address, version);
        using HttpResponseMessage response = await demo.Http2.GetAsync(new Uri(new Uri(proxy.Urls.First()), "/echo"), Token);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(version == 2 ? "HTTP/2" : "HTTP/1.1", json.RootElement.GetProperty("protocol").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GrpcStream_DirectAndThroughYarp_GoesBothWaysAtOnceAndKeepsTrailers(bool throughYarp)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await using WebApplication proxy = await StartProxyAsync(demo.First.Address, 2);
        Uri address = throughYarp ? new Uri(proxy.Urls.First()) : demo.First.Address;
        using PushContent content = new();
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, "/grpc/echo"))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (throughYarp)
        {
            content.Push([0, 0, 0, 0, 1, 0]); // YARP holds the response's headers until there is a first byte.
        }

        using HttpResponseMessage response = await demo.Http2.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await using Stream answers = await response.Content.ReadAsStreamAsync(Token);
        for (byte number = 0; number < 5; number++)
        {
            byte[] message = [0, 0, 0, 0, 1, number];
            if (number > 0 || !throughYarp)
            {
                content.Push(message);
            }

            byte[] answer = new byte[message.Length];
            await answers.ReadExactlyAsync(answer, Token); // Before the next one is sent.
            Assert.Equal(message, answer);
        }

        content.End();
        Assert.Equal(0, await answers.ReadAsync(new byte[1], Token));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("na-1-a1", response.Headers.GetValues("X-Demo-Destination").Single());
    }

    [Fact]
    public async Task Yarp_ControlPath_IsClosedToItsClients()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await using WebApplication proxy = await StartProxyAsync(demo.First.Address, 1);
        using HttpResponseMessage response = await demo.Http2.PostAsync(new Uri(new Uri(proxy.Urls.First()), "/_demo/reset"), content: null, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Metrics_OfADestination_StandUnderNamesOfTheirOwn()
    {
        ConcurrentQueue<(string Meter, int Port)> seen = new();
        using MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "kestrel.active_connections")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag is { Key: "server.port", Value: int port })
                {
                    seen.Enqueue((instrument.Meter.Name, port));
                }
            }
        });
        listener.Start();
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await demo.SendAsync("GET", "/echo");
        int port = demo.First.Address.Port;
        Assert.Contains(seen, measurement => measurement.Port == port);
        Assert.All(
            seen.Where(measurement => measurement.Port == port),
            static measurement => Assert.Equal("Edge.Demo.Microsoft.AspNetCore.Server.Kestrel", measurement.Meter));
    }

    private static async Task<WebApplication> StartProxyAsync(Uri destination, int version)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            static options => options.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "demo", Match = new RouteMatch { Path = "{**rest}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "demo",
                    HttpRequest = new ForwarderRequestConfig { Version = new Version(version, version == 2 ? 0 : 1), VersionPolicy = HttpVersionPolicy.RequestVersionExact },
                    Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = destination.ToString() } },
                },
            ]);
        WebApplication proxy = builder.Build();
        proxy.UseRouting();
        proxy.MapReverseProxy();
        await proxy.StartAsync(Token);
        return proxy;
    }
}
