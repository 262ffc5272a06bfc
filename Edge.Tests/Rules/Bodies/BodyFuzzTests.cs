using System.Text;
using System.Text.RegularExpressions;
using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

/// <summary>No input makes a processor throw, report twice, or report more than it was sent.</summary>
public class BodyFuzzTests
{
    private const int Rounds = 4000;

    private static readonly string[] Pieces =
    [
        "--bnd\r\n", "--bnd--\r\n", "--bnd--", "--bnd\n", "--", "\r\n", "\n", "\r", "Content-Disposition: form-data; name=\"a\"", "; filename=\"x\"",
        "; filename*=utf-8''%41", "Content-Disposition: ", "form-data", " folded", "\v", "=", "\"", "'", "\\", "\\u00", "\\ud83d\\ude00", "{", "}", "[", "]", ":",
        ",", "1", "-1.5e3", "true", "null", "\"k\":", "<a>", "</a>", "<a b='c'", "<!DOCTYPE a [", "<![CDATA[", "]]>", "&amp;", "&x;", "<!--", "-->", "<?xml version='1.0' encoding='utf-16'?>",
        "&", "%41", "%", "+", ";", "\0", "\u00FF", "\u00C3\u00A4", "text",
    ];

    [Theory]
    [InlineData("URLENCODED")]
    [InlineData("MULTIPART")]
    [InlineData("JSON")]
    [InlineData("XML")]
    public void Processor_OnRandomInput_NeverThrowsAndStaysBounded(string processor)
    {
        Random random = new(processor.Length);
        int run = 0;
        for (; run < Rounds; run++)
        {
            byte[] body = Encoding.Latin1.GetBytes(RandomText(random));
            string contentType = random.Next(10) == 0 ? RandomText(random) : "multipart/form-data; boundary=bnd";
            BodyLimits limits = random.Next(2) == 0 ? BodyLimits.Default : TightLimits(random);
            RecordingBodySink sink = RecordingBodySink.Run(processor, body, contentType, limits);
            Assert.InRange(sink.Errors.Count, 0, 1);
            Assert.InRange(sink.Arguments.Count, 0, limits.MaxArguments);
            if (processor != "JSON")
            {
                Assert.InRange(sink.CharsTaken, 0, body.Length);
            }

            Assert.Equal(processor == "MULTIPART" && body.Length > 0 ? 1 : 0, sink.FlagCalls);
        }

        Assert.Equal(Rounds, run);
    }

    [Fact]
    public void Readers_OnRandomInput_NeverThrow()
    {
        Random random = new(5);
        for (int i = 0; i < Rounds; i++)
        {
            string text = RandomText(random);
            QueryStringParser.Parse(text, new RecordingBodySink(), BodyLimits.Default);
            CookieParser cookies = new(text, BodyLimits.Default);
            while (cookies.TryRead(out ReadOnlySpan<char> name, out _))
            {
                Assert.False(name.IsEmpty);
            }

            new ContentDisposition(text, new char[text.Length]).Parse();
            new ContentDisposition("form-data;" + text, new char[text.Length + 10]).Parse();
            if (XmlPath.TryParse(text, null, out XmlPath? path, out _))
            {
                RecordingBodySink.Run("XML", "<a><b/></a>"u8).Xml!.TrySelect(path, [], out _);
            }
        }
    }

    [Fact]
    public void Multipart_EveryPrefixOfABody_ReportsAnError()
    {
        byte[] body = Encoding.Latin1.GetBytes(
            "--bnd\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--bnd\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nzz\r\n--bnd--");
        for (int length = 1; length < body.Length; length++)
        {
            RecordingBodySink sink = RecordingBodySink.Run("MULTIPART", body.AsSpan(0, length), "multipart/form-data; boundary=bnd");
            Assert.Single(sink.Errors);
            Assert.True(sink.Flags.StrictError);
        }
    }

    public static readonly TheoryData<string, string, string, string> HostileBodies = new()
    {
        { "MULTIPART", "--bnd\r\n", "X: y\r\n", "" },
        { "MULTIPART", "--bnd\r\n", " folded\r\n", "" },
        { "MULTIPART", "--bnd\r\n", "\0", "\r\n" },
        { "MULTIPART", "--bnd\r\nContent-Disposition: form-data; name=\"", "\\", "\"\r\n\r\n--bnd--" },
        { "MULTIPART", "--bnd\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n", "\n--x", "\r\n--bnd--" },
        { "MULTIPART", "--bnd\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n", "-", "\r\n--bnd--" },
        { "MULTIPART", "", "--bnd\r\n\r\n\r\n", "" },
        { "JSON", "", "[", "" },
        { "JSON", "", "{\"a\":", "" },
        { "JSON", "[", "{},", "1]" },
        { "JSON", "\"", "\\q", "\"" },
        { "URLENCODED", "", "%", "" },
        { "URLENCODED", "", "&", "" },
    };

    [Theory]
    [MemberData(nameof(HostileBodies))]
    public void Processor_OnAHostileBody_AllocatesNoMoreForALongerOne(string processor, string start, string repeated, string end)
    {
        Assert.True(BodyProcessorRegistry.TryGet(processor, out IBodyProcessor? found));
        long bytes = 0;
        foreach (int count in (int[])[500, 5_000])
        {
            byte[] body = Encoding.Latin1.GetBytes(start + string.Concat(Enumerable.Repeat(repeated, count)) + end);
            CountingBodySink sink = new();
            bytes = AllocationMeter.Measure(() => found.Process(body, "multipart/form-data; boundary=bnd", sink, BodyLimits.Default));
        }

        Assert.InRange(bytes, 0, 4096); // The error's text at most: buffers come from the pool.
    }

    [Fact]
    public void Multipart_OfThePublicRegressionCases_GivesEveryPartHeader()
    {
        string folder = Edge.Tests.TestKit.Repository.SharedData("crs-3.3-tests", "REQUEST-922-MULTIPART-ATTACK");
        int cases = 0;
        foreach (string file in Directory.GetFiles(folder, "*.yaml"))
        {
            Dictionary<object, object> root = new YamlDotNet.Serialization.DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(File.ReadAllText(file));
            foreach ((string contentType, string body) in Inputs(root))
            {
                RecordingBodySink sink = RecordingBodySink.Run("MULTIPART", Encoding.Latin1.GetBytes(body.ReplaceLineEndings("\r\n")), contentType);
                Assert.True(sink.Errors.Count == 0, $"{Path.GetFileName(file)}: {string.Join(", ", sink.Errors)}");
                Assert.Equal(Regex.Count(body, "(?im)^content-"), sink.PartHeaders.Count);
                cases++;
            }
        }

        Assert.Equal(6, cases);
    }

    private static IEnumerable<(string ContentType, string Body)> Inputs(object node)
    {
        if (node is Dictionary<object, object> map)
        {
            if (map.TryGetValue("headers", out object? headers) && headers is Dictionary<object, object> named
                && named.TryGetValue("Content-Type", out object? type) && map.TryGetValue("data", out object? data))
            {
                yield return ((string)type, data is List<object> lines ? string.Join("\r\n", lines) : (string)data);
            }

            foreach (object child in map.Values)
            {
                foreach ((string ContentType, string Body) found in Inputs(child))
                {
                    yield return found;
                }
            }
        }
        else if (node is List<object> list)
        {
            foreach ((string ContentType, string Body) found in list.SelectMany(Inputs))
            {
                yield return found;
            }
        }
    }

    private static BodyLimits TightLimits(Random random) => new()
    {
        MaxArguments = random.Next(3),
        MaxBodyBytesWithoutFiles = random.Next(40),
        MaxJsonDepth = random.Next(3),
        MaxPathNameBytes = 4 + random.Next(8),
        XmlArguments = (XmlArgumentsMode)random.Next(3),
        MaxMultipartParts = random.Next(3),
        MaxMultipartFiles = random.Next(2),
        MaxMultipartPartHeaders = random.Next(3),
        MaxMultipartHeaderBytes = 1 + random.Next(60),
        MaxXmlDepth = random.Next(3),
        MaxXmlAttributes = random.Next(2),
    };

    private static string RandomText(Random random)
    {
        StringBuilder text = new();
        for (int i = random.Next(12); i > 0; i--)
        {
            text.Append(random.Next(8) == 0 ? ((char)random.Next(256)).ToString() : Pieces[random.Next(Pieces.Length)]);
        }

        return text.ToString();
    }
}
