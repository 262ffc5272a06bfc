namespace Edge.Rules.Bodies;

/// <summary>What a line of a multipart body is to its framing.</summary>
internal enum MultipartLineKind
{
    /// <summary>A header line, or data.</summary>
    Content,

    /// <summary>The boundary before a part.</summary>
    Boundary,

    /// <summary>The boundary after the last part.</summary>
    FinalBoundary,

    /// <summary>So like a boundary that other parsers may take it for one: reading stops.</summary>
    Broken,
}
