using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Edge.Gateway.Events;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Gives operators' orders to a test gateway, and reads what it wrote down.</summary>
internal sealed class ControlClient(TestGateway gateway)
{
    private readonly HttpClient _ops = gateway.CreateOpsClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Posts to a path below <c>/api/v1/</c>; the body is JSON, or nothing.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, string? body = null, string? host = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/" + path) { Content = body is null ? null : new StringContent(body) };
        request.Headers.Host = host;
        using HttpResponseMessage response = await _ops.SendAsync(request, Token);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!);
    }

    /// <summary>Posts what must be done.</summary>
    public async Task<JsonNode> DoAsync(string path, string? body = null)
    {
        (HttpStatusCode status, JsonNode answer) = await PostAsync(path, body);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {(int)status} {answer.ToJsonString()}");
        return answer;
    }

    public async Task<JsonNode> GetAsync(string path) => (await _ops.GetFromJsonAsync<JsonNode>("/api/v1/" + path, Token))!;

    /// <summary>Events of a type, oldest first.</summary>
    public EdgeEvent[] Events(string type) =>
        [.. gateway.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, limit: 10_000).Select(static logged => logged.Event).Where(logged => logged.EventType == type)];
}
