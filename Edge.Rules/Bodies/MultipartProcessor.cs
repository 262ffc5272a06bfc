namespace Edge.Rules.Bodies;

/// <summary><c>MULTIPART</c>: <c>multipart/form-data</c> bodies (RFC 7578), read as strictly as ModSecurity v3 does.</summary>
internal sealed class MultipartProcessor : IBodyProcessor
{
    public const string ProcessorName = "MULTIPART";
    public const string MediaType = "multipart/form-data";

    public string Name => ProcessorName;

    public void Process(ReadOnlySpan<byte> body, ReadOnlySpan<char> contentType, IBodySink sink, BodyLimits limits)
    {
        if (body.IsEmpty)
        {
            return;
        }

        BodyReport report = new(sink, limits, "Multipart parsing error: ");
        MultipartFlags flags = default;
        if (MultipartBoundary.TryRead(contentType, limits, ref flags, out ReadOnlySpan<char> boundary, out string? error))
        {
            MultipartReader reader = new(body, boundary, sink, ref report, ref flags, limits);
            try
            {
                reader.Read();
            }
            finally
            {
                reader.Dispose();
            }
        }
        else
        {
            report.Error(error);
        }

        flags = flags with { Error = report.HasError };
        sink.SetMultipart(in flags);
    }
}
