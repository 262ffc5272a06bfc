using System.IO.Compression;
using System.Text;
using Edge.Tests.Rules.Crs;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Ways around rules that attackers know: encodings, types, pieces, ambiguity. None of them reaches an origin, with either rule set.</summary>
public sealed class WafBypassTests
{
    private const string Script = "<script>alert(1)</script>";
    private const string Json = "Content-Type: application/json\r\n";
    private const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";
    private const string Xml = "Content-Type: application/xml\r\n";
    private const string Plain = "Content-Type: text/plain\r\n";
    private const string JsonAttack = """{"q":"<script>alert(1)</script>"}""";
    private const string FormAttack = "q=%3Cscript%3Ealert(1)%3C/script%3E";

    /// <summary>Name, header lines, body as Latin-1.</summary>
    private static readonly (string Name, string Headers, string Body)[] Bodies =
    [
        ("json in capitals", "Content-Type: APPLICATION/JSON\r\n", JsonAttack),
        ("json with a blank", "Content-Type: application/json ; charset=utf-8\r\n", JsonAttack),
        ("json with a comma", "Content-Type: application/json,\r\n", JsonAttack),
        ("json of a vendor", "Content-Type: application/vnd.api+json\r\n", JsonAttack),
        ("json as text", Plain, JsonAttack),
        ("json without type", "", JsonAttack),
        ("form without type", "", FormAttack),
        ("form as text", Plain, FormAttack),
        ("form with a comma", "Content-Type: application/x-www-form-urlencoded, text/plain\r\n", FormAttack),
        ("json under a form's type", Form, JsonAttack),
        ("two types", Json + Form, FormAttack),
        ("two types, the other way", Form + Json, JsonAttack),
        ("escaped", Json, """{"q":"\u003cscript\u003ealert(1)\u003c\/script\u003e"}"""),
        ("in a key", Json, """{"<script>alert(1)</script>":1}"""),
        ("second of equal keys", Json, """{"q":"a","q":"<script>alert(1)</script>"}"""),
        ("first of equal keys", Json, """{"q":"<script>alert(1)</script>","q":"a"}"""),
        ("deep", Json, string.Concat(Enumerable.Repeat("[", 400)) + "\"" + Script + "\"" + string.Concat(Enumerable.Repeat("]", 400))),
        ("too deep", Json, string.Concat(Enumerable.Repeat("[", 600)) + "1" + string.Concat(Enumerable.Repeat("]", 600))),
        ("after a document", Json, """{"a":1}{"q":"<script>alert(1)</script>"}"""),
        ("after a comment", Json, """{/* " */"q":"<script>alert(1)</script>"}"""),
        ("after a byte order mark", Json, "\u00EF\u00BB\u00BF" + JsonAttack),
        ("as UTF-16", Json, Wide(Encoding.Unicode, JsonAttack)),
        ("as UTF-16 text", Plain, Wide(Encoding.Unicode, JsonAttack)),
        ("as UTF-16 text with a mark", Plain, "\u00FF\u00FE" + Wide(Encoding.Unicode, JsonAttack)),
        ("as UTF-32 text", Plain, Wide(Encoding.UTF32, JsonAttack)),
        ("charset of UTF-7", "Content-Type: application/x-www-form-urlencoded; charset=utf-7\r\n", "q=+ADw-script+AD4-"),
        ("charset of EBCDIC", "Content-Type: application/x-www-form-urlencoded; charset=ibm037\r\n", "q=x"),
        ("charset of UTF-16", "Content-Type: application/json; charset=utf-16\r\n", Wide(Encoding.Unicode, JsonAttack)),
        ("gzip", Json + "Content-Encoding: gzip\r\n", Coded(static stream => new GZipStream(stream, CompressionLevel.Fastest), JsonAttack)),
        ("x-gzip", Json + "Content-Encoding: x-gzip\r\n", Coded(static stream => new GZipStream(stream, CompressionLevel.Fastest), JsonAttack)),
        ("deflate", Json + "Content-Encoding: deflate\r\n", Coded(static stream => new ZLibStream(stream, CompressionLevel.Fastest), JsonAttack)),
        ("bare deflate", Json + "Content-Encoding: deflate\r\n", Coded(static stream => new DeflateStream(stream, CompressionLevel.Fastest), JsonAttack)),
        ("br", Json + "Content-Encoding: br\r\n", Coded(static stream => new BrotliStream(stream, CompressionLevel.Fastest), JsonAttack)),
        ("unknown coding", Json + "Content-Encoding: zstd\r\n", JsonAttack),
        ("coding in two lines", Json + "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n", Coded(static stream => new GZipStream(stream, CompressionLevel.Fastest), JsonAttack)),
        ("coding that is none", Json + "Content-Encoding: gzip\r\n", JsonAttack),
        ("bomb", Json + "Content-Encoding: gzip\r\n", Coded(static stream => new GZipStream(stream, CompressionLevel.Fastest), new string(' ', 20_000_000))),
        ("xml text", Xml, $"<a><b>{Script.Replace("<", "&lt;", StringComparison.Ordinal)}</b></a>"),
        ("xml character data", Xml, $"<a><![CDATA[{Script}]]></a>"),
        ("xml attribute", Xml, "<a b=\"1' or '1'='1\"/>"),
        ("xml in UTF-16", Xml, "\u00FF\u00FE" + Wide(Encoding.Unicode, "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>' or 1=1--</a>")),
        ("xml entity", Xml, "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
        ("null byte in a form", Form, "q=<scr%00ipt>alert(1)</script>"),
        ("second separator", Form, "a=1;q=" + Script),
        ("too many arguments", Form, string.Join('&', Enumerable.Range(0, 1100).Select(static i => $"a{i}=b"))),
        ("image", "Content-Type: image/png\r\n", JsonAttack),
        ("image in capitals", "Content-Type: IMAGE/PNG;x=y\r\n", JsonAttack),
        ("part with an empty file name", Multipart("x"), Part("name=\"q\"; filename=\"\"", Script)),
        ("part without quotes", Multipart("x"), Part("name=q", Script)),
        ("part named twice", Multipart("x"), Part("name=\"a\"; name=\"q\"", Script)),
        ("part with a file name that is no parameter", Multipart("x"), Part("name=\"q;filename=x\"", Script)),
        ("part in lines of LF", Multipart("x"), Part("name=\"q\"", Script).Replace("\r\n", "\n", StringComparison.Ordinal)),
        ("part without an end", Multipart("x"), Part("name=\"q\"", Script).Replace("--x--", "", StringComparison.Ordinal)),
        ("boundary twice", "Content-Type: multipart/form-data; boundary=y; boundary=x\r\n", Part("name=\"q\"", Script)),
        ("boundary continued", "Content-Type: multipart/form-data; boundary*0=x; boundary=y\r\n", Part("name=\"q\"", Script)),
        ("part coded", Multipart("x"), "--x\r\nContent-Disposition: form-data; name=\"q\"\r\nContent-Transfer-Encoding: base64\r\n\r\nPHNjcmlwdD4=\r\n--x--\r\n"),
        ("part of UTF-7", Multipart("x"), "--x\r\nContent-Disposition: form-data; name=\"q\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n+ADw-script+AD4-\r\n--x--\r\n"),
        ("part behind the end", Multipart("x"), "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n" + Part("name=\"q\"", Script)),
        ("related", "Content-Type: multipart/related; boundary=x\r\n", Part("name=\"q\"", Script)),
        ("mixed", "Content-Type: multipart/mixed; boundary=x\r\n", Part("name=\"q\"", Script)),
    ];

    private static readonly string[] Targets =
    [
        "/x?q=%3Cscript%3Ealert(1)%3C/script%3E", "/x?q=%253Cscript%253Ealert(1)%253C/script%253E", "/x?q=%u003cscript%u003ealert(1)", "/x?a=1;q=<script>alert(1)</script>",
        "/x?q=%C0%BCscript%C0%BEalert(1)", "/x?q=<scr%00ipt>alert(1)</script>", "/x?<script>alert(1)</script>", "/x?a=b&q=1'%20or%20'1'='1&a=c", "/x#?q=<script>alert(1)</script>",
        "/x/%3Cscript%3Ealert(1)%3C/script%3E", "/x;a=%3Cscript%3Ealert(1)%3C/script%3E", "http://acme.localhost/x?q=<script>alert(1)</script>", "/x/..%2f..%2f..%2fetc%2fpasswd", "/x/%2e%2e/%2e%2e/etc/passwd", "/x\\..\\..\\windows\\win.ini",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attack_InDisguise_NeverReachesAnOrigin(bool withCrs)
    {
        await using TestGateway gateway = await StartAsync(withCrs);
        List<string> passed = [];
        foreach ((string name, string headers, string body) in Bodies)
        {
            await AddIfPassedAsync(gateway, passed, name, $"POST /echo HTTP/1.1\r\n{headers}Content-Length: {body.Length}\r\n", body);
        }

        foreach (string target in Targets)
        {
            await AddIfPassedAsync(gateway, passed, target, $"GET {target} HTTP/1.1\r\n", "");
        }

        Assert.True(passed.Count == 0, string.Join('\n', passed));
    }

    [Theory]
    [InlineData("POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "1;x=y\r\n{\r\n20\r\n\"q\":\"<script>alert(1)</script>\"}\r\n0\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\n", "21\r\n{\"q\":\"<script>alert(1)</script>\"}\r\n0\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n", "21\r\n{\"q\":\"<script>alert(1)</script>\"}\r\n0\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nUpgrade: x\r\nConnection: Upgrade, close\r\nContent-Length: 33\r\n", JsonAttack)]
    [InlineData("GET /echo HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 33\r\n", JsonAttack)]
    [InlineData("GET /echo HTTP/1.1\r\nCookie: a=b; q=1' or '1'='1\r\n", "")]
    [InlineData("GET /echo HTTP/1.1\r\nCookie: a=b\r\nCookie: q=1' or '1'='1\r\n", "")]
    public async Task Framing_OfARequest_HidesNothing(string head, string body)
    {
        await using TestGateway gateway = await StartAsync(withCrs: false);
        List<string> passed = [];
        await AddIfPassedAsync(gateway, passed, "the request", head, body);
        Assert.Empty(passed);
    }

    private static async Task AddIfPassedAsync(TestGateway gateway, List<string> passed, string name, string head, string body)
    {
        string close = head.Contains("Connection:", StringComparison.Ordinal) ? "" : "Connection: close\r\n";
        string answer = await RawConnection.ExchangeAsync(gateway.Http!, $"{head}Host: acme.localhost\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n{close}\r\n{body}");
        if (!answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal) && !answer.StartsWith("HTTP/1.1 403", StringComparison.Ordinal) && !answer.StartsWith("HTTP/1.1 413", StringComparison.Ordinal))
        {
            passed.Add($"{name}: {answer[..Math.Min(12, answer.Length)]}");
        }
    }

    private static string Multipart(string boundary) => $"Content-Type: multipart/form-data; boundary={boundary}\r\n";

    private static string Part(string parameters, string value) => $"--x\r\nContent-Disposition: form-data; {parameters}\r\n\r\n{value}\r\n--x--\r\n";

    private static string Wide(Encoding encoding, string text) => Encoding.Latin1.GetString(encoding.GetBytes(text));

    private static string Coded(Func<Stream, Stream> coder, string text)
    {
        using MemoryStream output = new();
        using (Stream stream = coder(output))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return Encoding.Latin1.GetString(output.ToArray());
    }

    private static Task<TestGateway> StartAsync(bool withCrs)
    {
        if (withCrs && !Directory.Exists(CoreRuleSet.Folder))
        {
            Assert.Skip("The Core Rule Set (package modsecurity-crs) is not installed.");
        }

        string settings = withCrs ? $$"""{ "crs": "{{CoreRuleSet.Folder}}", "crsSetup": "{{Repository.PathOf("config", "rules", "crs-setup.conf")}}" }""" : "{}";
        return WafGateway.StartAsync(settings, change: static config => config.Edge["listen"]!["http"]!["mode"] = "serve");
    }
}
