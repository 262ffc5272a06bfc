using System.Text;
using Edge.Gateway.Cli;
using Edge.Gateway.Waf;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Waf;

public sealed class WafExplainTests
{
    [Fact]
    public async Task Explain_OfAttack_TellsRuleVariableScoreAndVerdict()
    {
        (int code, string output, _) = await ExplainAsync("POST /api/v1/authn HTTP/1.1\nHost: acme.localhost\nContent-Type: application/json\n\n{\"username\":\"admin' or 1=1--\"}");
        Assert.Equal(WafExplainCommand.Blocked, code);
        string[] lines = output.Split('\n');
        Assert.StartsWith("POST /api/v1/authn HTTP/1.1, tenant acme, mode block, compact set, ", lines[0], StringComparison.Ordinal);
        Assert.Contains("17000 phase 2 CRITICAL +5: SQL injection", lines);
        Assert.Contains("    ARGS:json.username = admin' or 1=1--", lines);
        Assert.Contains("Score: 10", lines);
        Assert.Contains(lines, static line => line.StartsWith("Time: phase 1 ", StringComparison.Ordinal) && line.Contains(" µs, phase 2 ", StringComparison.Ordinal));
        Assert.Contains("Verdict: blocked with 403 in phase 2 by rule 19010 (Inbound anomaly score reached (score 10))", lines);
    }

    [Fact]
    public async Task Explain_OfOrdinaryRequest_Passes()
    {
        (int code, string output, _) = await ExplainAsync("GET /api/v1/users HTTP/1.1\r\nHost: nobody.example\r\n\r\n");
        Assert.Equal(WafExplainCommand.Passed, code);
        Assert.Contains("belongs to no tenant", output, StringComparison.Ordinal);
        Assert.Contains("No rule matched.", output, StringComparison.Ordinal);
        Assert.Contains("Verdict: passes", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "request: The request is empty; write a request line, headers, an empty line and the body.")]
    [InlineData("GET /", "request: line 1: \"GET /\" is no request line; write method, target and protocol")]
    [InlineData("GET /a b HTTP/1.1", "is no request line")]
    [InlineData("GET / HTTP/1.1\nHost", "request: line 2: \"Host\" is no header; write \"Name: value\"")]
    [InlineData("GET / HTTP/1.1\nContent-Length: x\n\nab", "Content-Length is \"x\"; write the number of bytes of the body (2)")]
    [InlineData("GET / HTTP/1.1\nContent-Length: 3\n\nab", "Content-Length is 3, but the body has 2 bytes")]
    [InlineData("GET / HTTP/1.1\nTransfer-Encoding: chunked\n\nzz\nab", "\"zz\" is no chunk size")]
    [InlineData("GET / HTTP/1.1\nTransfer-Encoding: chunked\n\n2\nab\n", "ends without its last chunk")]
    public async Task Explain_OfMalformedRequest_SaysWhereAndWhat(string request, string expected)
    {
        (int code, _, string errors) = await ExplainAsync(request);
        Assert.Equal(WafExplainCommand.Failed, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfChunkedBody_JoinsItsChunks()
    {
        RawRequest request = RawRequest.Parse("POST /a?b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"u8);
        Assert.Equal(("POST", "/a?b", "HTTP/1.1", "abcde"), (request.Method, request.Target, request.Protocol, Encoding.ASCII.GetString(request.Body)));
    }

    [Fact]
    public void Parse_OfBodyWithoutLength_AddsIt()
    {
        Assert.Equal("3", RawRequest.Parse("POST / HTTP/1.1\nHost: a\n\nabc"u8).Header("content-length"));
        Assert.Null(RawRequest.Parse("GET / HTTP/1.1\nHost: a\n\n"u8).Header("Content-Length"));
    }

    private static async Task<(int Code, string Output, string Errors)> ExplainAsync(string request)
    {
        using var folder = new TestFolder();
        TestConfig config = new TestConfig().WithTenant("acme", "na-1");
        config.Cells["cells"] = TestConfig.Parse("""{ "x": [ { "id": "na-1", "destinations": [ { "id": "d", "address": "http://127.0.0.1:9" } ] } ] }""")["x"]!.DeepClone();
        config.Edge["waf"] = TestConfig.Parse($$"""{ "crs": "off", "rules": [ "{{Repository.PathOf("config", "rules", "edge-*.conf")}}" ] }""");
        config.WriteTo(folder);
        folder.Write("request", request);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(request));
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        int code = await WafExplainCommand.RunAsync(folder.Path, "-", input, output, errors);
        return (code, output.ToString().ReplaceLineEndings("\n"), errors.ToString().Replace("-: ", "request: ", StringComparison.Ordinal));
    }
}
