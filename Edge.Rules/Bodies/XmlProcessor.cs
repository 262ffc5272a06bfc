using System.Xml;

namespace Edge.Rules.Bodies;

/// <summary><c>XML</c>: reads the document for <c>XML</c> targets. No DTD, no external entity, nothing is fetched.</summary>
/// <remarks>
/// Values are UTF-8 bytes whatever the document's encoding, as libxml2 gives them. A DOCTYPE is an error, where
/// ModSecurity v3 accepts internal ones, and so is a prefix that is not declared (Namespaces in XML 1.0 §5), which libxml2
/// lets pass. What came before an error stays visible to rules.
/// </remarks>
internal sealed class XmlProcessor : IBodyProcessor
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
        ConformanceLevel = ConformanceLevel.Document,
        MaxCharactersFromEntities = 1, // No entity can be declared without a DTD: a second lock.
    };

    public string Name => "XML";

    public void Process(ReadOnlySpan<byte> body, ReadOnlySpan<char> contentType, IBodySink sink, BodyLimits limits)
    {
        if (body.IsEmpty)
        {
            return;
        }

        BodyReport report = new(sink, limits, "XML parsing error: ");
        byte[] document = report.Limit(body, limits).ToArray(); // Kept by the XmlBody for XPath targets; at most MaxBodyBytesWithoutFiles.
        XmlBodyBuilder builder = new(document.Length);
        bool wellFormed = false;
        try
        {
            XmlArguments? arguments = limits.XmlArguments == XmlArgumentsMode.Off ? null : new XmlArguments(limits.MaxPathNameBytes);
            wellFormed = Read(document, builder, arguments, ref report, limits);
        }
        catch (Exception error) when (IsDocumentError(error))
        {
            report.Error(error.Message);
        }

        bool hasPaths = wellFormed && limits.XmlArguments != XmlArgumentsMode.OnlyArgs;
        sink.SetXml(builder.Build(hasPaths ? document : null, limits));
    }

    /// <summary>A reader over a document, as safe as this class promises.</summary>
    public static XmlReader CreateReader(byte[] document) => XmlReader.Create(new MemoryStream(document, writable: false), Settings);

    /// <summary>What XmlReader throws for bad documents: the last two for encodings it lacks or that break within.</summary>
    private static bool IsDocumentError(Exception error) =>
        error is XmlException or ArgumentException or NotSupportedException or InvalidOperationException;

    private static bool Read(byte[] document, XmlBodyBuilder builder, XmlArguments? arguments, ref BodyReport report, BodyLimits limits)
    {
        using XmlReader reader = CreateReader(document);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth >= limits.MaxXmlDepth)
                    {
                        report.Error($"elements nested deeper than {limits.MaxXmlDepth}.");
                        return false;
                    }

                    if (!TryAddAttributes(reader, builder, ref report, limits)
                        || (arguments is not null && !(arguments.TryOpen(reader.LocalName, ref report) && (!reader.IsEmptyElement || arguments.TryClose(ref report)))))
                    {
                        return false;
                    }

                    break;
                case XmlNodeType.EndElement when arguments is not null && !arguments.TryClose(ref report):
                    return false;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                case XmlNodeType.Whitespace when reader.Depth > 0: // Outside the root it belongs to no element.
                    arguments?.AddText(reader.Value);
                    if (limits.XmlArguments != XmlArgumentsMode.OnlyArgs)
                    {
                        builder.AppendText(reader.Value);
                    }

                    break;
                default:
                    break; // Comments and processing instructions are no content (XPath 1.0 §5).
            }
        }

        return true;
    }

    private static bool TryAddAttributes(XmlReader reader, XmlBodyBuilder builder, ref BodyReport report, BodyLimits limits)
    {
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == XmlNamespaces.Xmlns)
            {
                continue; // A namespace declaration is no attribute (XPath 1.0 §5.3).
            }

            if (builder.AttributeCount == limits.MaxXmlAttributes)
            {
                report.Error($"more than {limits.MaxXmlAttributes} attributes.");
                return false;
            }

            builder.AddAttribute(reader.Value);
        }

        reader.MoveToElement();
        return true;
    }
}
