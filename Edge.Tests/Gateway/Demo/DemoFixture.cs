using System.Net;
using System.Text;
using System.Text.Json;
using Edge.Gateway.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Demo;

/// <summary>Two destinations of cell na-1 and one of eu-1 on free ports, with clients of both protocols.</summary>
internal sealed class DemoFixture : IAsyncDisposable
{
    private readonly HttpClient _http1 = new() { DefaultRequestVersion = HttpVersion.Version11, Timeout = TestGateway.Patience };
    private readonly HttpClient _http2 = new()
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TestGateway.Patience,
    };

    private DemoFixture(DemoCells cells, ImmediateTimeProvider time)
    {
        Cells = cells;
        Time = time;
    }

    public DemoCells Cells { get; }

    public ImmediateTimeProvider Time { get; }

    public DemoDestination First => Cells["na-1-a1"];

    public HttpClient Http1 => _http1;

    public HttpClient Http2 => _http2;

    public static async Task<DemoFixture> StartAsync()
    {
        ImmediateTimeProvider time = new();
        DemoCells cells = await DemoCells.StartAsync(
            [Options("na-1", "na-1-a1"), Options("na-1", "na-1-b1"), Options("eu-1", "eu-1-a1")], time, TestContext.Current.CancellationToken);
        return new DemoFixture(cells, time);
    }

    public static DemoDestinationOptions Options(string cell, string destination, string? address = null) =>
        address is null ? TestOrigin.Destination(cell, destination) : new(cell, destination, "a", "a", new Uri(address));

    /// <summary>Sends a request to a destination; headers are <c>name: value</c> lines.</summary>
    public async Task<(int Status, JsonElement Json)> SendAsync(
        string method, string path, string? body = null, string? tenant = null, string? mode = null, string destination = "na-1-a1", string type = "application/json")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(Cells[destination].Address, path));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        AddHeader(request, "X-Edge-Tenant", tenant);
        AddHeader(request, "X-Edge-Mode", mode);
        using HttpResponseMessage response = await _http1.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public Task<(int Status, JsonElement Json)> SetFaultsAsync(string json, string destination = "na-1-a1") =>
        SendAsync("POST", "/_demo", json, destination: destination);

    public async ValueTask DisposeAsync()
    {
        _http1.Dispose();
        _http2.Dispose();
        await Cells.DisposeAsync();
    }

    private static void AddHeader(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.Add(name, value);
        }
    }
}
