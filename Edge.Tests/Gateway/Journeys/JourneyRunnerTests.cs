using System.Net;
using System.Text;
using Edge.Gateway.Journeys;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Journeys;

/// <summary>Runs of journeys against a scripted service: what is sent, what is taken, and what a failure says.</summary>
public sealed class JourneyRunnerTests
{
    private const string Two = """
        feature: A
        values: { who: "a b" }
        steps:
          - name: one
            method: POST
            path: /in?u=${who}
            json: { user: "${who}" }
            expect: { status: [200, 201], json: { a.0.b: "7", ok: "true" }, headers: { X-Kind: Good }, contains: "ok" }
            extract: { t: { json: a.0.t }, h: { header: X-Next }, c: { cookie: sid } }
          - name: two
            path: /out/${t}
            headers: { X-H: "${h}", Cookie: "sid=${c}" }
        """;

    private const string GoodBody = """{ "a": [ { "b": 7, "t": "x/y" } ], "ok": true }""";

    [Fact]
    public async Task Steps_ThatDoWhatTheyShould_PassAndHandValuesOn()
    {
        Script script = new(static (request, step) => step == 0 ? Answer(201, GoodBody, ("X-Kind", "very good"), ("X-Next", "n1"), ("Set-Cookie", "sid=s1; Path=/")) : Answer(200, ""));
        JourneyResult result = await RunAsync(script);
        Assert.Equal((JourneyVerdict.Passed, "", "h.test"), (result.Verdict, result.Failure, result.Host));
        Assert.Equal(["POST https://h.test:1/in?u=a%20b {\"user\":\"a b\"}", "GET https://h.test:1/out/x%2Fy  n1 sid=s1"], script.Seen);
    }

    [Theory]
    [InlineData(500, GoodBody, "good", "step \"one\": status 500")]
    [InlineData(200, "{}", "good", "step \"one\": the expected text is missing")]
    [InlineData(200, "ok", "good", "step \"one\": a.0.b in the JSON is missing or has another value")]
    [InlineData(200, """{ "a": [ { "b": 8, "t": "t" } ], "ok": true }""", "good", "step \"one\": a.0.b in the JSON is missing or has another value")]
    [InlineData(200, """{ "a": [ { "b": 7 } ], "ok": true }""", "good", "step \"one\": nothing to take t from")]
    [InlineData(200, GoodBody, "bad", "step \"one\": header X-Kind is missing or has another value")]
    public async Task Answer_ThatIsWrong_FailsWithTheStepAndNoValue(int status, string body, string kind, string expected)
    {
        JourneyResult result = await RunAsync(new Script((_, _) => Answer(status, body, ("X-Kind", kind), ("X-Next", "n"), ("Set-Cookie", "sid=s"))));
        Assert.Equal((JourneyVerdict.Failed, expected), (result.Verdict, result.Failure));
    }

    [Fact]
    public async Task Json_WithHalfACharacter_Fails()
    {
        JourneyResult result = await RunAsync(new Script(static (_, _) => Answer(200, """{"status":"\ud800"}""")), "feature: A\nsteps: [ { path: /, expect: { json: { status: up } } } ]");
        Assert.Equal((JourneyVerdict.Failed, "step \"/\": an answer that cannot be read"), (result.Verdict, result.Failure));
    }

    [Fact]
    public async Task NoAnswer_AtFirst_IsUnanswered_AndLater_Failed()
    {
        JourneyResult first = await RunAsync(new Script(static (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "10.0.0.1:80 refused")));
        Assert.Equal((JourneyVerdict.Unanswered, "step \"one\": no answer: ConnectionError"), (first.Verdict, first.Failure));
        JourneyResult later = await RunAsync(new Script(static (_, step) => step == 0
            ? Answer(200, GoodBody, ("X-Kind", "good"), ("X-Next", "n"), ("Set-Cookie", "sid=s")) : throw new HttpRequestException(HttpRequestError.ConnectionError, "x")));
        Assert.Equal((JourneyVerdict.Failed, "step \"two\": no answer: ConnectionError"), (later.Verdict, later.Failure));
    }

    [Fact]
    public async Task Secret_ThatIsMissing_MeansNotRun()
    {
        JourneyResult result = await RunAsync(new Script(static (_, _) => Answer(200, "")), "feature: A\nvalues: { p: \"env:EDGE_TEST_NO_SUCH_VARIABLE\" }\nsteps: [ { path: \"/${p}\" } ]");
        Assert.Equal((JourneyVerdict.NotRun, "value p: \"env:EDGE_TEST_NO_SUCH_VARIABLE\" gives no usable value on this node"), (result.Verdict, result.Failure));
    }

    [Fact]
    public async Task Answer_ThatNeverEnds_IsReadToTheLimitOnly()
    {
        JourneyResult result = await RunAsync(
            new Script(static (_, _) => new HttpResponseMessage { Content = new StreamContent(new EndlessStream()) }), "feature: A\nsteps: [ { path: /, expect: { contains: never } } ]");
        Assert.Equal("step \"/\": the expected text is missing", result.Failure);
    }

    private static async Task<JourneyResult> RunAsync(Script script, string yaml = Two)
    {
        using ConfigFolder folder = new();
        Journey journey = folder.With("journeys/j.yaml", yaml).LoadGood().Get<JourneySet>().Journeys[0];
        using HttpMessageInvoker client = new(script);
        return await new JourneyRunner(client, TimeProvider.System).RunAsync(journey, new Uri("https://h.test:1"), "h.test", [], TestContext.Current.CancellationToken);
    }

    private static HttpResponseMessage Answer(int status, string body, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    private sealed class Script(Func<HttpRequestMessage, int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<string> Seen { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string headers = string.Join(' ', request.Headers.Where(static header => header.Key is "X-H" or "Cookie").OrderByDescending(static header => header.Key).SelectMany(static header => header.Value));
            Seen.Add($"{request.Method} {request.RequestUri!.AbsoluteUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken))}{(headers.Length > 0 ? " " + headers : "")}");
            return answer(request, Seen.Count - 1);
        }
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)'a', offset, count);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
