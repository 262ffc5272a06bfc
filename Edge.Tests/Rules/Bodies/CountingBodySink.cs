using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

/// <summary>Only counts, so that allocation tests measure the processor alone.</summary>
internal sealed class CountingBodySink : IBodySink
{
    public int Arguments { get; private set; }

    public int Errors { get; private set; }

    public int Files { get; private set; }

    public int ArgumentCount => 0;

    public void AddArgument(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Arguments++;

    public void AddFile(ReadOnlySpan<char> fieldName, ReadOnlySpan<char> fileName, long sizeBytes, ReadOnlySpan<byte> content) => Files++;

    public void AddPartHeader(ReadOnlySpan<char> partName, ReadOnlySpan<char> headerLine)
    {
    }

    public void AddMultipartName(ReadOnlySpan<char> name)
    {
    }

    public void AddMultipartFileName(ReadOnlySpan<char> fileName)
    {
    }

    public void SetMultipart(in MultipartFlags flags)
    {
    }

    public void SetXml(XmlBody xml)
    {
    }

    public void SetUrlEncodedError(int invalidSequences)
    {
    }

    public void SetInboundDataError()
    {
    }

    public void SetBodyError(ReadOnlySpan<char> message) => Errors++;
}
