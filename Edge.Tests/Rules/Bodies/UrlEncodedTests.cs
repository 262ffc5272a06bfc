using System.Text;
using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

public class UrlEncodedTests
{
    public static readonly TheoryData<string, string[], int> Cases = new()
    {
        { "", [], 0 },
        { "a=1&b=2", ["a=1", "b=2"], 0 },
        { "a", ["a="], 0 },
        { "a=", ["a="], 0 },
        { "=b", ["=b"], 0 },
        { "a=1=2", ["a=1=2"], 0 },
        { "a=1&&b", ["a=1", "=", "b="], 0 },
        { "&a", ["=", "a="], 0 },
        { "a=1&", ["a=1"], 0 },
        { "a=1&a=2", ["a=1", "a=2"], 0 },
        { "a+b=c+d", ["a b=c d"], 0 },
        { "%41%42=%43", ["AB=C"], 0 },
        { "a=%c3%A4", ["a=\u00C3\u00A4"], 0 },
        { "a=%00b", ["a=\0b"], 0 },
        { "a=%26%3d%25", ["a=&=%"], 0 },
        { "a=%", ["a=%"], 1 },
        { "a=%4", ["a=%4"], 1 },
        { "a=%4g%zz%41", ["a=%4g%zzA"], 2 },
        { "%=%%41", ["%=%A"], 2 },
        { "a=%u0041", ["a=%u0041"], 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void QueryString_OfTable_GivesArguments(string text, string[] expected, int invalid)
    {
        RecordingBodySink sink = new();
        QueryStringResult result = QueryStringParser.Parse(text, sink, BodyLimits.Default);
        Assert.Equal(expected, sink.Arguments);
        Assert.Equal(new QueryStringResult(expected.Length, invalid, LimitExceeded: false), result);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Body_OfTable_GivesTheSame(string text, string[] expected, int invalid)
    {
        RecordingBodySink sink = RecordingBodySink.Run("urlencoded", Encoding.Latin1.GetBytes(text));
        Assert.Equal(expected, sink.Arguments);
        Assert.Equal(invalid, sink.InvalidSequences);
        Assert.Empty(sink.Errors);
    }

    [Fact]
    public void Body_WithHighBytes_KeepsEachAsOneChar()
    {
        RecordingBodySink sink = RecordingBodySink.Run("URLENCODED", [(byte)'a', (byte)'=', 0xFF, 0x80, 0x00]);
        Assert.Equal(["a=\u00FF\u0080\0"], sink.Arguments);
    }

    [Fact]
    public void Separator_OtherThanAmpersand_IsUsed()
    {
        BodyLimits limits = BodyLimits.Default with { ArgumentSeparator = ';' };
        Assert.Equal(["a=1&b=2", "c=3"], RecordingBodySink.Run("URLENCODED", "a=1&b=2;c=3"u8, limits: limits).Arguments);
    }

    [Fact]
    public void Arguments_OverTheLimit_AreAnError()
    {
        BodyLimits limits = BodyLimits.Default with { MaxArguments = 2 };
        RecordingBodySink sink = new() { ArgumentCount = 1 };
        new UrlEncodedProcessor().Process("a=1&b=2"u8, "", sink, limits);
        Assert.Equal(["a=1"], sink.Arguments);
        Assert.Equal(["Urlencoded parsing error: more than 2 arguments."], sink.Errors);

        RecordingBodySink query = new();
        Assert.True(QueryStringParser.Parse("a&b&c", query, limits).LimitExceeded);
        Assert.Equal(2, query.Arguments.Count);
    }

    [Fact]
    public void Body_OverTheSizeLimit_IsAnErrorAndReadUpToIt()
    {
        RecordingBodySink sink = RecordingBodySink.Run("URLENCODED", "a=1&b=2"u8, limits: BodyLimits.Default with { MaxBodyBytesWithoutFiles = 5 });
        Assert.Equal(["a=1", "b="], sink.Arguments);
        Assert.True(sink.InboundDataError);
        Assert.Equal(["Request body excluding files is bigger than the maximum expected."], sink.Errors);
    }

    [Fact]
    public void Parsing_OfManyArguments_AllocatesNothing()
    {
        byte[] body = Encoding.Latin1.GetBytes(string.Join('&', Enumerable.Range(0, 500).Select(i => $"name{i}=v%41+{i}")));
        string query = Encoding.Latin1.GetString(body);
        CountingBodySink sink = new();
        UrlEncodedProcessor processor = new();
        long allocated = AllocationMeter.Measure(() =>
        {
            processor.Process(body, "", sink, BodyLimits.Default);
            QueryStringParser.Parse(query, sink, BodyLimits.Default);
        });
        Assert.Equal(0, allocated);
        Assert.True(sink.Arguments > 0);
    }
}
