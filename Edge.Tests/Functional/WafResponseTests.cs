using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Edge.Tests.Gateway.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

public sealed class WafResponseTests
{
    private const string Leak = """SecRule RESPONSE_BODY "@contains leaked-secret" "id:1,phase:4,deny,status:403,log,msg:'Leak'" """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Response_WithForbiddenContent_IsReplacedByAProblem()
    {
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "responseBodyTypes": [ "application/json" ] }""", Leak);
        using HttpResponseMessage good = await gateway.Client.GetAsync("/echo?a=fine", Cancellation);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Contains("fine", await good.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        using HttpResponseMessage bad = await gateway.Client.GetAsync("/echo?a=leaked-secret", Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, bad.StatusCode);
        Assert.Equal("application/problem+json", bad.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("leaked-secret", await bad.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_OfAnotherContentType_IsNotHeld()
    {
        const int Length = 50_000_000;
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "responseBodyTypes": [ "text/html" ] }""", Leak);
        using HttpResponseMessage response = await gateway.Client.GetAsync($"/bytes/{Length}", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using Stream body = await response.Content.ReadAsStreamAsync(Cancellation);
        Assert.Equal(Length, await CountAsync(body));
        using HttpResponseMessage json = await gateway.Client.GetAsync("/echo?a=leaked-secret", Cancellation);
        Assert.Equal(HttpStatusCode.OK, json.StatusCode);
    }

    [Fact]
    public async Task Response_LongerThanTheLimit_IsJudgedByItsBeginningAndArrivesWhole()
    {
        const int Length = 3_000_000;
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "responseBodyTypes": [ "application/octet-stream" ] }""", Leak);
        using HttpResponseMessage response = await gateway.Client.GetAsync($"/bytes/{Length}", Cancellation);
        byte[] body = await response.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.True(Length == body.Length, $"{response.StatusCode}: {Encoding.ASCII.GetString(body, 0, Math.Min(body.Length, 500))}");
        Assert.All(Enumerable.Range(0, Length).Where(static index => index % 99_991 == 0), index => Assert.Equal(index % 251, body[index]));
    }

    [Fact]
    public async Task GrpcStream_ThroughTheRulesOfAllPhases_GoesBothWaysAtOnceAndKeepsTrailers()
    {
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "responseBodyTypes": [ "application/json" ] }""", Leak);
        using var content = new PushContent();
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        content.Push([0, 0, 0, 0, 1, 0]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/grpc/echo") { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await gateway.CreateClient("acme.localhost", HttpVersion.Version20).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using Stream answers = await response.Content.ReadAsStreamAsync(Cancellation);
        for (byte number = 0; number < 3; number++)
        {
            if (number > 0)
            {
                content.Push([0, 0, 0, 0, 1, number]);
            }

            byte[] answer = new byte[6];
            await answers.ReadExactlyAsync(answer, Cancellation); // Before the next one is sent: neither side is held.
            Assert.Equal(number, answer[5]);
        }

        content.End();
        Assert.Equal(0, await answers.ReadAsync(new byte[1], Cancellation));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Upload_BrokenOffWhileItIsRead_EndsTheRequestAndNothingElse()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        using (var abort = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            using var content = new PushContent();
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            content.Push("[1,"u8.ToArray());
            Task<HttpResponseMessage> pending = gateway.Client.PostAsync("/echo", content, abort.Token);
            await abort.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        }

        using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Response_WithForbiddenHeader_IsReplacedBeforeItStarts()
    {
        await using TestGateway gateway = await WafGateway.StartAsync(rules: """SecRule RESPONSE_STATUS "@streq 503" "id:1,phase:3,deny,log,msg:'Broken'" """);
        using HttpResponseMessage response = await gateway.Client.GetAsync("/status/503", Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task DebugHeaders_AreOnEveryResponse_AlsoEmptyOnesAndThoseOfTheGateway()
    {
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "debugHeader": true }""", """SecAction "id:5,phase:5,pass,log,msg:'Last'" """);
        (HttpStatusCode status, string matched, string log) = await DebugAsync(gateway.Client, "/echo?id=1'%20OR%20'1'='1");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("17000,17040,19010,5", matched);
        Assert.Contains("[id \"17000\"]", log, StringComparison.Ordinal);

        (status, matched, _) = await DebugAsync(gateway.Client, "/echo");
        Assert.Equal((HttpStatusCode.OK, "5"), (status, matched));
        (status, matched, _) = await DebugAsync(gateway.Client, "/status/204");
        Assert.Equal((HttpStatusCode.NoContent, "5"), (status, matched));
        (status, matched, _) = await DebugAsync(gateway.CreateClient("nobody.localhost"), "/");
        Assert.Equal((HttpStatusCode.MisdirectedRequest, ""), (status, matched));
    }

    private static async Task<(HttpStatusCode Status, string Matched, string Log)> DebugAsync(HttpClient client, string target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("X-Edge-Waf-Matched", "1"); // A client's own counts for nothing.
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        string log = Encoding.Latin1.GetString(Convert.FromBase64String(Assert.Single(response.Headers.GetValues("X-Edge-Waf-Log"))));
        return (response.StatusCode, Assert.Single(response.Headers.GetValues("X-Edge-Waf-Matched")), log);
    }

    private static async Task<long> CountAsync(Stream stream)
    {
        byte[] buffer = new byte[81_920];
        long total = 0;
        for (int count; (count = await stream.ReadAsync(buffer, Cancellation)) > 0;)
        {
            total += count;
        }

        return total;
    }
}
