using System.Text;
using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

public class XmlProcessorTests
{
    [Theory]
    [InlineData("<a>x</a>", "x", new string[0])]
    [InlineData("<a> <b>x</b>\n<c>y</c></a>", " x\ny", new string[0])]
    [InlineData("<?xml version='1.0'?>\n<a p='1' q='&lt;x&gt;'><b r=''/></a>\n", "", new[] { "1", "<x>", "" })]
    [InlineData("<a>&amp;&#60;&#x3e;<![CDATA[<c>]]><!-- no --><?no no?></a>", "&<><c>", new string[0])]
    [InlineData("<a xmlns='u' xmlns:z='v' z:p='1'/>", "", new[] { "1" })]
    [InlineData("<a p='\u00E4'>\u20AC\U0001F600</a>", "\u00E2\u0082\u00AC\u00F0\u009F\u0098\u0080", new[] { "\u00C3\u00A4" })]
    public void Document_OfTable_GivesTextAndAttributes(string xml, string text, string[] attributes)
    {
        RecordingBodySink sink = RecordingBodySink.Run("xml", Encoding.UTF8.GetBytes(xml));
        Assert.Empty(sink.Errors);
        Assert.Equal(text, sink.Xml!.Text.ToString());
        Assert.Equal(attributes, Enumerable.Range(0, sink.Xml.AttributeCount).Select(i => sink.Xml.GetAttribute(i).ToString()));
    }

    [Theory]
    [InlineData("<a>x</a>", new[] { "xml.a=x" })]
    [InlineData("<a>\n <b>x</b>\n <c p='1'/>\n <b><d>y</d></b></a>", new[] { "xml.a.b=x", "xml.a.c=", "xml.a.b.d=y" })]
    [InlineData("<s:a xmlns:s='u'><s:b>x<![CDATA[<y>]]>z</s:b></s:a>", new[] { "xml.a.b=x<y>z" })]
    [InlineData("<a>x<b>y</b>z</a>", new[] { "xml.a=x", "xml.a.b=y", "xml.a=z" })] // Text beside elements is no hiding place.
    [InlineData("<\u00E4>x</\u00E4>", new[] { "xml.\u00C3\u00A4=x" })]
    [InlineData("<a><b>x</b><c>y", new[] { "xml.a.b=x" })]
    public void Elements_AsArguments_AreNamedByTheirPath(string xml, string[] expected)
    {
        BodyLimits limits = BodyLimits.Default with { XmlArguments = XmlArgumentsMode.On };
        Assert.Equal(expected, RecordingBodySink.Run("XML", Encoding.UTF8.GetBytes(xml), limits: limits).Arguments);
        Assert.Empty(RecordingBodySink.Run("XML", Encoding.UTF8.GetBytes(xml)).Arguments);
    }

    [Fact]
    public void Elements_AsArgumentsOnly_LeaveTheAttributes()
    {
        BodyLimits limits = BodyLimits.Default with { XmlArguments = XmlArgumentsMode.OnlyArgs };
        RecordingBodySink sink = RecordingBodySink.Run("XML", "<a p='1'>x</a>"u8, limits: limits);
        Assert.Equal(["xml.a=x"], sink.Arguments);
        Assert.Equal(("", "1"), (sink.Xml!.Text.ToString(), sink.Xml.GetAttribute(0).ToString()));
        List<ReadOnlyMemory<char>> selected = [];
        Assert.True(XmlPath.TryParse("//a", null, out XmlPath? path, out _) && sink.Xml.TrySelect(path!, selected, out _));
        Assert.Empty(selected);
    }

    [Fact]
    public void Elements_AsArguments_ObeyTheLimits()
    {
        BodyLimits limits = BodyLimits.Default with { XmlArguments = XmlArgumentsMode.On, MaxArguments = 2, MaxPathNameBytes = 6 };
        RecordingBodySink sink = RecordingBodySink.Run("XML", "<abc><d>1</d><d>2</d><d>3</d></abc>"u8, limits: limits);
        Assert.Equal(["xml.ab=1", "xml.ab=2"], sink.Arguments);
        Assert.Equal(["XML parsing error: more than 2 arguments."], sink.Errors);
    }

    [Fact]
    public void Document_InOtherEncodings_GivesUtf8()
    {
        byte[] latin = Encoding.Latin1.GetBytes("<?xml version='1.0' encoding='iso-8859-1'?><a>\u00E4</a>");
        Assert.Equal("\u00C3\u00A4", RecordingBodySink.Run("XML", latin).Xml!.Text.ToString());
        byte[] utf16 = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<a>\u00E4</a>")];
        Assert.Equal("\u00C3\u00A4", RecordingBodySink.Run("XML", utf16).Xml!.Text.ToString());
    }

    [Theory]
    [InlineData("<a>x<b>y</a>", "xy")]
    [InlineData("<a>x", "x")]
    [InlineData("x", "")]
    [InlineData("<a>x</a><b/>", "x")]
    [InlineData("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>x</a>", "")]
    [InlineData("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "")]
    [InlineData("<a><b>x</b>&e;</a>", "x")]
    [InlineData("<a>x\u0001</a>", "")]
    [InlineData("<?xml version='1.0' encoding='no-such'?><a/>", "")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><a/>", "")]
    public void Document_Broken_ReportsOneErrorAndWhatItHas(string xml, string text)
    {
        RecordingBodySink sink = RecordingBodySink.Run("XML", Encoding.UTF8.GetBytes(xml));
        Assert.StartsWith("XML parsing error: ", Assert.Single(sink.Errors), StringComparison.Ordinal);
        Assert.StartsWith(text, sink.Xml!.Text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Document_WithInvalidUtf8_IsAnError() =>
        Assert.Single(RecordingBodySink.Run("XML", [.. "<a>"u8, 0xFF, 0xFE, .. "</a>"u8]).Errors);

    [Fact]
    public void Limits_Exceeded_AreErrors()
    {
        Assert.Equal(
            ["XML parsing error: elements nested deeper than 2."],
            RecordingBodySink.Run("XML", "<a><b><c/></b></a>"u8, limits: BodyLimits.Default with { MaxXmlDepth = 2 }).Errors);
        RecordingBodySink sink = RecordingBodySink.Run("XML", "<a p='1' q='2'/>"u8, limits: BodyLimits.Default with { MaxXmlAttributes = 1 });
        Assert.Equal(["XML parsing error: more than 1 attributes."], sink.Errors);
        Assert.Equal(1, sink.Xml!.AttributeCount);
        sink = RecordingBodySink.Run("XML", "<a>0123456789</a>"u8, limits: BodyLimits.Default with { MaxBodyBytesWithoutFiles = 8 });
        Assert.Equal(["Request body excluding files is bigger than the maximum expected."], sink.Errors);
        Assert.True(sink.InboundDataError);
    }

    [Theory]
    [InlineData("/*", new[] { "xyz" })]
    [InlineData("//@*", new[] { "1", "2" })]
    [InlineData("//b", new[] { "y", "z" })]
    [InlineData("/a/b[1]/@p", new[] { "1" })]
    [InlineData("//n:q", new[] { "z" })]
    [InlineData("//text()", new[] { "x", "y", "z" })]
    [InlineData("//nothing", new string[0])]
    [InlineData("count(//b)", new string[0])]
    public void Path_OfTable_Selects(string path, string[] expected)
    {
        RecordingBodySink sink = RecordingBodySink.Run("XML", "<a>x<b p='1'>y</b><b p='2'><q xmlns='u'>z</q></b></a>"u8);
        Assert.Empty(sink.Errors);
        Assert.True(XmlPath.TryParse(path, new Dictionary<string, string> { ["n"] = "u" }, out XmlPath? parsed, out string? error), error);
        List<ReadOnlyMemory<char>> values = [];
        Assert.True(sink.Xml!.TrySelect(parsed, values, out error), error);
        Assert.Equal(expected, values.Select(value => value.ToString()));
    }

    [Fact]
    public void Path_SelectingTooMuch_IsAnError()
    {
        RecordingBodySink sink = RecordingBodySink.Run("XML", "<a><b/><b/></a>"u8, limits: BodyLimits.Default with { MaxXmlSelectedNodes = 1 });
        Assert.True(XmlPath.TryParse("//b", null, out XmlPath? path, out _));
        Assert.False(sink.Xml!.TrySelect(path, [], out string? error));
        Assert.Equal("XML://b selects more than 1 nodes.", error);
    }

    [Theory]
    [InlineData("//b[")]
    [InlineData("")]
    [InlineData("//unknown:b")]
    public void Path_Broken_IsRefused(string path)
    {
        Assert.False(XmlPath.TryParse(path, null, out _, out string? error));
        Assert.NotEmpty(error);
    }
}
