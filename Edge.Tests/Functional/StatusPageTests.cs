using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Xml.Linq;
using Edge.Gateway.Admin;
using Edge.Gateway.Portal.StatusPage;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>The public status page of a real gateway in front of real cells.</summary>
public sealed class StatusPageTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_WithEveryCellDeadAndTheDatabaseLocked_Answers()
    {
        await using TestGateway gateway = await StartAsync();
        using HttpClient status = StatusClient(gateway);
        StatusMonitor monitor = gateway.Services.GetRequiredService<StatusMonitor>();
        await TestGateway.WaitUntilAsync(() => StateOf(gateway, "region-europe") == "operational");
        await monitor.FinishAsync();
        using SqliteConnection other = new($"Data Source={monitor.LedgerPath};Pooling=False");
        other.Open();
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        foreach (var destination in gateway.Cells.Destinations)
        {
            await destination.KillAsync();
        }

        await TestGateway.WaitUntilAsync(() => StateOf(gateway, "region-europe") == "major_outage" && StateOf(gateway, StatusComponent.SignIn.Id) == "major_outage"); // Each by its own journeys.
        Assert.Contains("Major outage", await status.GetStringAsync("/", Cancellation), StringComparison.Ordinal);
        Assert.Equal("critical", (await status.GetFromJsonAsync<JsonElement>("/api/v2/status.json", Cancellation)).GetProperty("status").GetProperty("indicator").GetString());
    }

    [Fact]
    public async Task Listener_IsStrict()
    {
        await using TestGateway gateway = await StartAsync(withJourneys: false);
        using HttpClient status = StatusClient(gateway);
        using HttpResponseMessage page = await status.GetAsync("/", Cancellation);
        Assert.Equal(("text/html", "public, max-age=5", StatusServer.ContentSecurityPolicy), (page.Content.Headers.ContentType!.MediaType, page.Headers.CacheControl!.ToString(), page.Headers.GetValues("Content-Security-Policy").Single()));
        Assert.DoesNotContain("Server", page.Headers.Select(static header => header.Key));
        string text = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Nothing is measured at the moment", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        using HttpRequestMessage again = new(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { page.Headers.ETag! } } };
        using HttpResponseMessage unchanged = await status.SendAsync(again, Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        string stylesheet = text[text.IndexOf("/assets/", StringComparison.Ordinal)..].Split('"')[0];
        Assert.Equal("text/css", (await status.GetAsync(stylesheet, Cancellation)).Content.Headers.ContentType!.MediaType);
        foreach ((string method, string path, HttpStatusCode expected) in new[]
        {
            ("HEAD", "/", HttpStatusCode.OK), ("POST", "/", HttpStatusCode.MethodNotAllowed), ("DELETE", "/api/v2/summary.json", HttpStatusCode.MethodNotAllowed),
            ("GET", "/metrics", HttpStatusCode.NotFound), ("GET", "/api/v1/incidents", HttpStatusCode.NotFound), ("GET", "/incidents/none", HttpStatusCode.NotFound),
            ("GET", "/assets/portal.js", HttpStatusCode.NotFound), ("GET", "/ledger.csv?from=2020-01-01&to=2021-01-01", HttpStatusCode.BadRequest), ("GET", "/ledger.csv?from=x", HttpStatusCode.BadRequest),
            ("GET", "/ledger.csv?to=0001-01-01T00:00Z", HttpStatusCode.BadRequest), ("GET", "/ledger.csv?to=9999-12-31T23:59:59Z", HttpStatusCode.BadRequest), ("GET", "/ledger.csv?from=0001-01-01T00:00Z", HttpStatusCode.BadRequest),
            ("GET", "/ledger.csv?to=2000-01-01T00:00Z", HttpStatusCode.OK),
            ("GET", "/ledger.csv?by=day", HttpStatusCode.OK),
        })
        {
            using HttpRequestMessage request = new(new HttpMethod(method), path);
            using HttpResponseMessage response = await status.SendAsync(request, Cancellation);
            Assert.True(expected == response.StatusCode, $"{method} {path} answers {response.StatusCode}.");
        }

        bool isHeld = false;
        await TestGateway.WaitUntilAsync(async () => // So many at a time that a busy machine, too, gets through more than may come in a window.
        {
            await Task.WhenAll(Enumerable.Range(0, 2 * StatusLimits.Burst).Select(async _ =>
            {
                using HttpResponseMessage? response = isHeld ? null : await status.GetAsync("/api/v2/status.json", Cancellation);
                isHeld |= response?.StatusCode == HttpStatusCode.TooManyRequests;
                Assert.True(response is null || (response.StatusCode == HttpStatusCode.TooManyRequests) == (response.Headers.ConnectionClose == true));
            }));
            return isHeld;
        });
    }

    [Fact]
    public async Task Connections_OfOneAddress_LeaveRoomForOthers()
    {
        await using TestGateway gateway = await StartAsync(withJourneys: false);
        int port = gateway.Services.GetRequiredService<StatusServer>().Url!.Port;
        List<TcpClient> open = [];
        try
        {
            for (int i = 0; i < StatusLimits.MaxConnectionsPerAddress; i++)
            {
                Assert.True(await IsAnsweredAsync("127.0.0.1"));
            }

            Assert.False(await IsAnsweredAsync("127.0.0.1"));
            Assert.True(await IsAnsweredAsync("127.0.0.2"));
            open[0].Dispose();
            await TestGateway.WaitUntilAsync(() => IsAnsweredAsync("127.0.0.1"));
        }
        finally
        {
            open.ForEach(static client => client.Dispose());
        }

        async Task<bool> IsAnsweredAsync(string from)
        {
            TcpClient client = new(new IPEndPoint(IPAddress.Parse(from), 0));
            open.Add(client);
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
                await client.GetStream().WriteAsync("HEAD /history.atom HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), Cancellation);
                return await client.GetStream().ReadAsync(new byte[1], Cancellation) > 0;
            }
            catch (Exception exception) when (exception is IOException or SocketException) // A reset may come before the connection is seen to be made.
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Download_ReadTooSlowly_IsCut()
    {
        await using TestGateway gateway = await StartAsync(withJourneys: false);
        ManualTime time = new(TimeProvider.System.GetUtcNow());
        using LedgerDownload ledger = new(gateway.Services.GetRequiredService<StatusMonitor>(), time);
        await using StalledStream reader = new();
        DefaultHttpContext context = new() { Response = { Body = reader } };
        Task serving = ledger.ServeAsync(context);
        await reader.Reached;
        time.Advance(StatusLimits.DownloadTimeout);
        await serving.WaitAsync(TestGateway.Patience, Cancellation);
        Assert.True(reader.IsCut);
    }

    [Fact]
    public async Task Incident_OfAPerson_IsPublishedEverywhereAndClosedWithItsCauseOnly()
    {
        await using TestGateway gateway = await StartAsync(withJourneys: false);
        using HttpClient status = StatusClient(gateway);
        HttpClient ops = gateway.CreateOpsClient();
        using HttpResponseMessage opened = await ops.PostAsJsonAsync("/api/v1/incidents", new { title = "Slow <sign-ins>", impact = "major", message = "We & you wait.\nSome of us.", components = (string[])["region-us-east"] }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        string id = (await opened.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("id").GetString()!;
        await TestGateway.WaitUntilAsync(() => TextOf(gateway, $"/incidents/{id}") is not null);
        JsonElement summary = await status.GetFromJsonAsync<JsonElement>("/api/v2/summary.json", Cancellation);
        JsonElement shown = summary.GetProperty("incidents")[0];
        Assert.Equal(("Slow <sign-ins>", "investigating", "major", "region-us-east"), (shown.GetProperty("name").GetString(), shown.GetProperty("status").GetString(), shown.GetProperty("impact").GetString(), shown.GetProperty("components")[0].GetProperty("id").GetString()));
        Assert.Equal(["page", "components", "incidents", "scheduled_maintenances", "status"], summary.EnumerateObject().Select(static member => member.Name));
        Assert.Contains("Slow &lt;sign-ins&gt;", await status.GetStringAsync("/", Cancellation), StringComparison.Ordinal);

        foreach ((object body, HttpStatusCode expected) in new (object, HttpStatusCode)[]
        {
            (new { status = "resolved", message = "Over." }, HttpStatusCode.Conflict),
            (new { status = "over", message = "Over." }, HttpStatusCode.BadRequest),
            (new { message = "" }, HttpStatusCode.BadRequest),
            (new { message = "x", components = (string[])["region-nowhere"] }, HttpStatusCode.BadRequest),
            (new { status = "resolved", message = "Over.", rootCause = "The database had no room left on its disk." }, HttpStatusCode.Created),
            (new { message = "More." }, HttpStatusCode.Conflict),
        })
        {
            using HttpResponseMessage answer = await ops.PostAsJsonAsync($"/api/v1/incidents/{id}/updates", body, Cancellation);
            Assert.Equal(expected, answer.StatusCode);
        }

        XNamespace atom = "http://www.w3.org/2005/Atom";
        await TestGateway.WaitUntilAsync(() => TextOf(gateway, "/history.atom")!.Contains("no room left", StringComparison.Ordinal));
        XElement feed = XDocument.Parse(await status.GetStringAsync("/history.atom", Cancellation)).Root!;
        Assert.Equal(atom + "feed", feed.Name);
        Assert.All((string[])["id", "title", "updated", "author"], name => Assert.Single(feed.Elements(atom + name)));
        XElement entry = Assert.Single(feed.Elements(atom + "entry"));
        Assert.All((string[])["id", "title", "updated", "content"], name => Assert.Single(entry.Elements(atom + name)));
        Assert.Equal("Slow <sign-ins>", entry.Element(atom + "title")!.Value);
        Assert.True(DateTimeOffset.TryParse(entry.Element(atom + "updated")!.Value, CultureInfo.InvariantCulture, out _));
        JsonElement incidents = await status.GetFromJsonAsync<JsonElement>("/api/v2/incidents.json", Cancellation);
        Assert.Equal("resolved", incidents.GetProperty("incidents")[0].GetProperty("status").GetString());
        Assert.Equal(0, (await status.GetFromJsonAsync<JsonElement>("/api/v2/summary.json", Cancellation)).GetProperty("incidents").GetArrayLength());
    }

    [Fact]
    public async Task Monitors_InTwoPlaces_OpenAnIncident_AndOneDoesNot()
    {
        string[] tokens = [AdminToken.Create(), AdminToken.Create()];
        await using TestGateway gateway = await StartAsync(withJourneys: true, config =>
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                config.Admin["tokens"]!.AsArray().Add((System.Text.Json.Nodes.JsonNode)TestConfig.Parse($$"""{ "id": "probe-{{i}}", "role": "probe", "location": "{{(i == 0 ? "fra" : "nyc")}}", "hash": "{{Convert.ToHexString(AdminToken.HashOf(tokens[i]))}}" }"""));
            }
        });
        using HttpClient fra = new() { BaseAddress = gateway.Ops, DefaultRequestHeaders = { { "Authorization", "Bearer " + tokens[0] } } };
        using HttpClient nyc = new() { BaseAddress = gateway.Ops, DefaultRequestHeaders = { { "Authorization", "Bearer " + tokens[1] } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await fra.GetAsync("/api/v1/incidents", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await ReportAsync(fra, "fra", TimeProvider.System.GetUtcNow()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await ReportAsync(fra, "lon", TimeProvider.System.GetUtcNow())); // One token is one location.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await ReportAsync(nyc, "fra", TimeProvider.System.GetUtcNow()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await ReportAsync(nyc, "nyc", TimeProvider.System.GetUtcNow() - ProbeReports.MaxClockSkew - TimeSpan.FromSeconds(5)));
        IncidentBook book = gateway.Services.GetRequiredService<IncidentBook>();
        StatusMonitor monitor = gateway.Services.GetRequiredService<StatusMonitor>();
        for (int look = 0; look < 3; look++)
        {
            await monitor.StepAsync(Cancellation);
        }

        Assert.Empty(book.All);
        Assert.Equal(HttpStatusCode.OK, await ReportAsync(nyc, "nyc", TimeProvider.System.GetUtcNow()));
        await TestGateway.WaitUntilAsync(() => book.All.Count > 0);
        Incident incident = Assert.Single(book.All);
        Assert.Contains("region-us-east", incident.Components);
        Assert.True(incident.IsAutomatic);
    }

    [Fact]
    public async Task Probe_AsAProcess_RunsTheJourneysAndReports()
    {
        string token = AdminToken.Create();
        await using TestGateway gateway = await StartAsync(withJourneys: true, config => config.Admin["tokens"]!.AsArray().Add(
            (System.Text.Json.Nodes.JsonNode)TestConfig.Parse($$"""{ "id": "probe", "role": "probe", "location": "fra", "hash": "{{Convert.ToHexString(AdminToken.HashOf(token))}}" }""")));
        gateway.Folder.Write("probe.token", token + "\n");
        string[] arguments = ["probe", "--once", "--location", "fra", "--report", gateway.Ops.AbsoluteUri, "--journeys", gateway.Folder["journeys"], "--target", $"https://acme.localhost:{gateway.Https.Port}", "--token-file", gateway.Folder["probe.token"]];
        await using (GatewayProcess strict = GatewayProcess.Start(arguments))
        {
            Assert.Equal(2, await strict.WaitForExitAsync()); // The certificate is self-signed: no customer could connect.
            Assert.Contains("unanswered", strict.Said, StringComparison.Ordinal);
        }

        await using (GatewayProcess probe = GatewayProcess.Start([.. arguments, "--insecure"]))
        {
            Assert.True(await probe.WaitForExitAsync() == 0, probe.Said);
            Assert.DoesNotContain(token, probe.Said, StringComparison.Ordinal);
        }

        StatusMonitor monitor = gateway.Services.GetRequiredService<StatusMonitor>();
        await monitor.FinishAsync();
        using HttpClient status = StatusClient(gateway);
        Assert.Contains(",region-us-east,probe:fra,", await status.GetStringAsync("/ledger.csv", Cancellation), StringComparison.Ordinal);
        gateway.Folder.Write("probe.token", "edge_wrong");
        await using GatewayProcess refused = GatewayProcess.Start([.. arguments, "--insecure"]);
        Assert.Equal(1, await refused.WaitForExitAsync());
        Assert.Contains("Not reported: 401", refused.Said, StringComparison.Ordinal);
    }

    internal static Task<TestGateway> StartAsync(bool withJourneys = true, Action<TestConfig>? change = null) => TestGateway.StartAsync(config =>
    {
        config.Cells["cells"]![0]!["publicName"] = "US East";
        config.Cells["cells"]![1]!["publicName"] = "Europe";
        foreach (string file in withJourneys ? Directory.GetFiles(Repository.PathOf("config", "journeys")) : [])
        {
            config.Files["journeys/" + Path.GetFileName(file)] = PatientJourney(file);
        }

        change?.Invoke(config);
    });

    /// <summary>A shipped journey, run more often and with more time: a busy machine is no outage.</summary>
    internal static string PatientJourney(string file) =>
        File.ReadAllText(file).Replace("interval: 2s", "interval: 1s", StringComparison.Ordinal).Replace("timeout: 2s", "timeout: 30s", StringComparison.Ordinal);

    internal static HttpClient StatusClient(TestGateway gateway) => new(new SocketsHttpHandler { MaxConnectionsPerServer = 4 }) { BaseAddress = gateway.Services.GetRequiredService<StatusServer>().Url };

    // What the listener answers; asking itself that often would meet its limit.
    internal static string StateOf(TestGateway gateway, string component)
    {
        using JsonDocument document = JsonDocument.Parse(TextOf(gateway, "/api/v2/components.json")!);
        return document.RootElement.GetProperty("components").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == component).GetProperty("status").GetString()!;
    }

    internal static string? TextOf(TestGateway gateway, string path) =>
        gateway.Services.GetRequiredService<StatusSite>().Find(path) is { } document ? System.Text.Encoding.UTF8.GetString(document.Bytes) : null;

    private static async Task<HttpStatusCode> ReportAsync(HttpClient probe, string location, DateTimeOffset sent)
    {
        using HttpResponseMessage response = await probe.PostAsJsonAsync(
            "/api/v1/probes/reports",
            new
            {
                location,
                sent,
                results = new[] { new { journey = "sign-in", host = "acme.localhost", started = sent - TimeSpan.FromSeconds(9), durationMs = 5, validMs = 120_000, verdict = "failed", failure = "status 500" } },
            },
            Cancellation);
        return response.StatusCode;
    }

    // Takes nothing until whoever writes gives up.
    private sealed class StalledStream : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public bool IsCut { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                IsCut = true;
                throw;
            }
        }
    }
}
