using System.Text.Unicode;

namespace Edge.Rules.Bodies;

/// <summary><c>JSON</c>: every leaf of the document is an argument, named by its path as ModSecurity v3 names it.</summary>
/// <remarks>
/// <c>{"a":{"b":[1,{"c":2}]}}</c> gives <c>json.a.b.array_0</c> and <c>json.a.b.array_1.c</c>; a single value is <c>json</c>,
/// an empty key <c>empty-key</c>. Strings are unescaped to UTF-8 bytes, numbers and booleans keep their text, null is empty.
/// Equal keys are all reported. Beyond v3: the key of an empty object or array is reported with an empty value, because a
/// payload can stand there too; and reading goes on after what is wrong only inside a string, so that rules see the rest.
/// </remarks>
internal sealed class JsonProcessor : IBodyProcessor
{
    private static ReadOnlySpan<byte> Utf8Bom => [0xEF, 0xBB, 0xBF];

    public string Name => "JSON";

    public void Process(ReadOnlySpan<byte> body, ReadOnlySpan<char> contentType, IBodySink sink, BodyLimits limits)
    {
        if (body.IsEmpty)
        {
            return; // As v3: a request without a body may carry the content type.
        }

        BodyReport report = new(sink, limits, "JSON parsing error: ");
        body = report.Limit(body, limits);
        if (!Utf8.IsValid(body))
        {
            // Parsers differ in what they make of such bytes: rules see them as sent.
            report.Error("invalid bytes in UTF-8 string.");
        }

        int start = 0;
        if (body.StartsWith(Utf8Bom))
        {
            report.Error("byte order mark before the text (RFC 8259 §8.1).");
            start = Utf8Bom.Length;
        }

        JsonWalker walker = new(body, start, ref report, limits);
        try
        {
            walker.Walk();
        }
        finally
        {
            walker.Dispose();
        }
    }
}
