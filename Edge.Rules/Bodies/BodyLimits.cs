namespace Edge.Rules.Bodies;

/// <summary>What the body processors accept. Immutable; one instance serves all requests of a rule set.</summary>
internal sealed record BodyLimits
{
    /// <summary>The defaults of ModSecurity's recommended configuration, and our own where it has none.</summary>
    public static BodyLimits Default { get; } = new();

    /// <summary>
    /// Separates arguments (<c>SecArgumentSeparator</c>), default <c>&amp;</c>. It and the next member are no limits: they stand
    /// here because they travel the same way.
    /// </summary>
    public char ArgumentSeparator { get; init; } = '&';

    /// <summary>Whether elements of XML are arguments (<c>SecParseXmlIntoArgs</c>), default off.</summary>
    public XmlArgumentsMode XmlArguments { get; init; }

    /// <summary>
    /// Bytes of a body without its files (<c>SecRequestBodyNoFilesLimit</c>), default 131,072. Of a larger body, this
    /// much is read, then an error is reported.
    /// </summary>
    public int MaxBodyBytesWithoutFiles { get; init; } = 131_072;

    /// <summary>Arguments of a request, query and body together (<c>SecArgumentsLimit</c>), default 1,000.</summary>
    public int MaxArguments { get; init; } = 1000;

    /// <summary>Cookies of one <c>Cookie</c> header, default 1,000; ModSecurity has no such limit.</summary>
    public int MaxCookies { get; init; } = 1000;

    /// <summary>Nested objects and arrays of a JSON body (<c>SecRequestBodyJsonDepthLimit</c>), default 512.</summary>
    public int MaxJsonDepth { get; init; } = 512;

    /// <summary>
    /// Bytes of an argument name made from a JSON or XML path, default 8,192; a longer one is cut. Without this limit a body of
    /// n bytes could make n²/16 bytes of names: one long key above many leaves. 512 nested arrays need 4,100.
    /// </summary>
    public int MaxPathNameBytes { get; init; } = 8192;

    /// <summary>
    /// Lines of a multipart body that begin with two dashes, boundaries or not: each is looked at. 12.5 MB of the shortest
    /// would take some 50 ms; a body with more is reported as not parsed.
    /// </summary>
    public int MaxMultipartDashedLines { get; init; } = 1_000_000;

    /// <summary>Parts of a multipart body, fields and files together, default 1,000.</summary>
    public int MaxMultipartParts { get; init; } = 1000;

    /// <summary>Files of a multipart body (<c>SecUploadFileLimit</c>), default 100; more set <c>MULTIPART_FILE_LIMIT_EXCEEDED</c>.</summary>
    public int MaxMultipartFiles { get; init; } = 100;

    /// <summary>Headers of one part, default 32. Browsers send at most three.</summary>
    public int MaxMultipartPartHeaders { get; init; } = 32;

    /// <summary>Bytes of one part header, folded lines together, default 4,096: ModSecurity's <c>MULTIPART_BUF_SIZE</c>.</summary>
    public int MaxMultipartHeaderBytes { get; init; } = 4096;

    /// <summary>Bytes of a boundary, default 70 (RFC 2046 §5.1.1).</summary>
    public int MaxMultipartBoundaryBytes { get; init; } = 70;

    /// <summary>Nested elements of an XML body, default 256: libxml2's <c>xmlParserMaxDepth</c>.</summary>
    public int MaxXmlDepth { get; init; } = 256;

    /// <summary>Attributes of an XML body, default 1,000: each is a value that rules look at.</summary>
    public int MaxXmlAttributes { get; init; } = 1000;

    /// <summary>Nodes that one XPath target may give, default 1,000; more are an error of that target.</summary>
    public int MaxXmlSelectedNodes { get; init; } = 1000;

    /// <summary>Bytes of an inflated body (<c>SecRequestBodyLimit</c>), default 13,107,200.</summary>
    public int MaxInflatedBytes { get; init; } = 13_107_200;

    /// <summary>Inflated bytes per compressed byte, default 100. Ordinary JSON and HTML stay below 20.</summary>
    public int MaxInflateRatio { get; init; } = 100;

    /// <summary>Inflated bytes below which <see cref="MaxInflateRatio"/> is not looked at, default 65,536: small bodies repeat themselves.</summary>
    public int InflateRatioFloorBytes { get; init; } = 65_536;

    /// <summary>Codings in one <c>Content-Encoding</c>, default 2.</summary>
    public int MaxContentEncodings { get; init; } = 2;
}
