namespace Edge.Rules.Bodies;

/// <summary><c>URLENCODED</c>: <c>application/x-www-form-urlencoded</c> bodies. Linear, allocates nothing.</summary>
internal sealed class UrlEncodedProcessor : IBodyProcessor
{
    public const string ProcessorName = "URLENCODED";
    public const string MediaType = "application/x-www-form-urlencoded";

    public string Name => ProcessorName;

    public void Process(ReadOnlySpan<byte> body, ReadOnlySpan<char> contentType, IBodySink sink, BodyLimits limits)
    {
        BodyReport report = new(sink, limits, "Urlencoded parsing error: ");
        body = report.Limit(body, limits);

        using RentedChars buffer = new(body.Length);
        ArgumentReader reader = new(buffer.Widen(body), limits.ArgumentSeparator);
        while (reader.TryRead(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
            && report.TryAddArgument(name, value))
        {
        }

        if (reader.InvalidSequences > 0)
        {
            sink.SetUrlEncodedError(reader.InvalidSequences);
        }
    }
}
