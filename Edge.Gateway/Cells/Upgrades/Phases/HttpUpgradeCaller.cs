using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Cells.Upgrades.Plans;
using Edge.Gateway.Config;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Calls over HTTP, on connections of its own. Answers' bodies are neither kept nor logged.</summary>
internal sealed class HttpUpgradeCaller : IUpgradeCaller, IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false, // A redirect would take the secrets along.
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // Each call has its own.
    };

    public async Task<(int Status, string Failure)> CallAsync(UpgradeRun run, UpgradeHook hook, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(new HttpMethod(hook.Method), hook.Url);
        if (hook.Method is "POST" or "PUT")
        {
            var body = new { upgrade = run.Id, cell = run.Cell, step = run.Step.Word(), pool = run.Step.DrainedPool() };
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        foreach ((string name, string value) in hook.Headers)
        {
            if (!SecretReference.TryRead(value, out string read, out string why))
            {
                return (0, $"header {name}: {why}");
            }

            request.Headers.TryAddWithoutValidation(name, read);
        }

        request.Headers.TryAddWithoutValidation("X-Edge-Upgrade-Id", run.Id);
        request.Headers.TryAddWithoutValidation("X-Edge-Upgrade-Step", run.Step.Word());
        request.Headers.TryAddWithoutValidation("X-Edge-Upgrade-Cell", run.Cell);
        request.Headers.TryAddWithoutValidation("X-Edge-Upgrade-Pool", run.Step.DrainedPool());
        return await SendAsync(request, hook.Timeout, static (response, _) => Task.FromResult(((int)response.StatusCode, "")), cancellationToken);
    }

    public async Task<string> TestAsync(UpgradeTest test, LiveDestination destination, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(new HttpMethod(test.Method), new Uri(destination.Address.TrimEnd('/') + test.Path));
        request.Headers.Host = test.Host;
        request.Headers.TryAddWithoutValidation("User-Agent", "edge-upgrade-test");
        (int status, string failure) = await SendAsync(request, test.Timeout, (response, token) => JudgeAsync(test, response, token), cancellationToken);
        return failure.Length > 0 ? failure : test.Expect.Contains(status) ? "" : string.Create(CultureInfo.InvariantCulture, $"answered {status}");
    }

    public void Dispose() => _client.Dispose();

    private static async Task<(int Status, string Failure)> JudgeAsync(UpgradeTest test, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (test.Contains is null)
        {
            return ((int)response.StatusCode, "");
        }

        byte[] body = new byte[UpgradeTest.MaxBodyBytes];
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return ((int)response.StatusCode, body.AsSpan(0, length).IndexOf(Encoding.UTF8.GetBytes(test.Contains)) >= 0 ? "" : "answered without the expected text");
    }

    private async Task<(int Status, string Failure)> SendAsync(
        HttpRequestMessage request, TimeSpan timeout, Func<HttpResponseMessage, CancellationToken, Task<(int, string)>> judge, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return await judge(response, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, "no answer in time");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (0, $"no answer: {exception.GetBaseException().Message}");
        }
    }
}
