using System.Diagnostics.CodeAnalysis;

namespace Edge.Rules.Bodies;

/// <summary>The body processors by name. <c>RAW</c> is not one of them: such a body is only <c>REQUEST_BODY</c>.</summary>
internal static class BodyProcessorRegistry
{
    private static readonly IBodyProcessor[] Processors =
        [new UrlEncodedProcessor(), new MultipartProcessor(), new JsonProcessor(), new XmlProcessor()];

    /// <summary>The names, for did-you-mean and documentation.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Processors.Select(static processor => processor.Name)];

    /// <summary>Finds a processor by its name, without regard to case.</summary>
    public static bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out IBodyProcessor? processor)
    {
        foreach (IBodyProcessor candidate in Processors)
        {
            if (name.Equals(candidate.Name, StringComparison.OrdinalIgnoreCase))
            {
                processor = candidate;
                return true;
            }
        }

        processor = null;
        return false;
    }

    /// <summary>
    /// The processor that ModSecurity v3 picks by itself for a <c>Content-Type</c>: <c>URLENCODED</c> or <c>MULTIPART</c>.
    /// JSON and XML are chosen by rules (<c>ctl:requestBodyProcessor</c>).
    /// </summary>
    public static bool TryGetForContentType(ReadOnlySpan<char> contentType, [NotNullWhen(true)] out IBodyProcessor? processor)
    {
        processor = null;
        return (contentType.StartsWith(UrlEncodedProcessor.MediaType, StringComparison.OrdinalIgnoreCase)
                && TryGet(UrlEncodedProcessor.ProcessorName, out processor))
            || (contentType.StartsWith(MultipartProcessor.MediaType, StringComparison.OrdinalIgnoreCase)
                && TryGet(MultipartProcessor.ProcessorName, out processor));
    }
}
