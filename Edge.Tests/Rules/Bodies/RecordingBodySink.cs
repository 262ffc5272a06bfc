using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

/// <summary>Keeps what a body processor reports, as text that tests compare.</summary>
internal sealed class RecordingBodySink : IBodySink
{
    public List<string> Arguments { get; } = [];

    public List<string> Files { get; } = [];

    public List<string> PartHeaders { get; } = [];

    public List<string> Names { get; } = [];

    public List<string> FileNames { get; } = [];

    public List<string> Errors { get; } = [];

    public MultipartFlags Flags { get; private set; }

    public int FlagCalls { get; private set; }

    public XmlBody? Xml { get; private set; }

    public int InvalidSequences { get; private set; }

    public bool InboundDataError { get; private set; }

    public long CharsTaken { get; private set; }

    public int ArgumentCount { get; init; }

    public static RecordingBodySink Run(string processor, ReadOnlySpan<byte> body, string contentType = "", BodyLimits? limits = null)
    {
        RecordingBodySink sink = new();
        Assert.True(BodyProcessorRegistry.TryGet(processor, out IBodyProcessor? found));
        found.Process(body, contentType, sink, limits ?? BodyLimits.Default);
        return sink;
    }

    public void AddArgument(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        Assert.False(name.ContainsAnyExceptInRange('\0', '\u00FF') || value.ContainsAnyExceptInRange('\0', '\u00FF'), "Not a byte string.");
        CharsTaken += name.Length + value.Length;
        Arguments.Add($"{name}={value}");
    }

    public void AddFile(ReadOnlySpan<char> fieldName, ReadOnlySpan<char> fileName, long sizeBytes, ReadOnlySpan<byte> content)
    {
        Assert.Equal(content.Length, sizeBytes);
        Files.Add($"{fieldName}={fileName}:{System.Text.Encoding.Latin1.GetString(content)}");
    }

    public void AddPartHeader(ReadOnlySpan<char> partName, ReadOnlySpan<char> headerLine) => PartHeaders.Add($"{partName}={headerLine}");

    public void AddMultipartName(ReadOnlySpan<char> name) => Names.Add(name.ToString());

    public void AddMultipartFileName(ReadOnlySpan<char> fileName) => FileNames.Add(fileName.ToString());

    public void SetMultipart(in MultipartFlags flags)
    {
        Flags = flags;
        FlagCalls++;
    }

    public void SetXml(XmlBody xml) => Xml = xml;

    public void SetUrlEncodedError(int invalidSequences) => InvalidSequences = invalidSequences;

    public void SetInboundDataError() => InboundDataError = true;

    public void SetBodyError(ReadOnlySpan<char> message) => Errors.Add(message.ToString());
}
