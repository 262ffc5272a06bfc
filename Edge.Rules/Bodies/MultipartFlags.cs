namespace Edge.Rules.Bodies;

/// <summary>The <c>MULTIPART_*</c> flags of one body (reference manual v3). All false for a body in good form.</summary>
internal readonly record struct MultipartFlags
{
    /// <summary><c>MULTIPART_BOUNDARY_QUOTED</c>: the boundary stood in double quotes in <c>Content-Type</c>.</summary>
    public bool BoundaryQuoted { get; init; }

    /// <summary><c>MULTIPART_BOUNDARY_WHITESPACE</c>: white space beside the equals sign of the boundary parameter.</summary>
    public bool BoundaryWhitespace { get; init; }

    /// <summary><c>MULTIPART_DATA_BEFORE</c>: data before the first boundary.</summary>
    public bool DataBefore { get; init; }

    /// <summary><c>MULTIPART_DATA_AFTER</c>: data after the final boundary.</summary>
    public bool DataAfter { get; init; }

    /// <summary><c>MULTIPART_HEADER_FOLDING</c>: a part header goes on in a further line.</summary>
    public bool HeaderFolding { get; init; }

    /// <summary><c>MULTIPART_INVALID_HEADER_FOLDING</c>: such a line began with white space other than blank and tab.</summary>
    public bool InvalidHeaderFolding { get; init; }

    /// <summary><c>MULTIPART_LF_LINE</c>: a line of the framing ended in LF without CR.</summary>
    public bool LfLine { get; init; }

    /// <summary>A line of the framing ended in CRLF, as it should; seen by rules only through <see cref="CrlfLfLines"/>.</summary>
    public bool CrlfLine { get; init; }

    /// <summary><c>MULTIPART_CRLF_LF_LINES</c>: both kinds of line ends were used.</summary>
    public bool CrlfLfLines => LfLine && CrlfLine;

    /// <summary><c>MULTIPART_MISSING_SEMICOLON</c> (also spelt <c>MULTIPART_SEMICOLON_MISSING</c>): none before the boundary parameter.</summary>
    public bool MissingSemicolon { get; init; }

    /// <summary><c>MULTIPART_INVALID_QUOTING</c>: single quotes in <c>Content-Disposition</c>, or text after a closing quote.</summary>
    public bool InvalidQuoting { get; init; }

    /// <summary><c>MULTIPART_INVALID_PART</c>: a part without name, or a boundary where headers or data should begin.</summary>
    public bool InvalidPart { get; init; }

    /// <summary><c>MULTIPART_FILE_LIMIT_EXCEEDED</c>: more files than <see cref="BodyLimits.MaxMultipartFiles"/>.</summary>
    public bool FileLimitExceeded { get; init; }

    /// <summary>
    /// <c>MULTIPART_UNMATCHED_BOUNDARY</c>: 0 no line resembled a boundary; 1 the last that did was none, a real attack
    /// or a broken body; 2 a real boundary followed it, or the body has more than one part line (v3's permissive value).
    /// </summary>
    public int UnmatchedBoundary { get; init; }

    /// <summary>The body was reported as broken (<c>REQBODY_PROCESSOR_ERROR</c>).</summary>
    public bool Error { get; init; }

    /// <summary><c>MULTIPART_STRICT_ERROR</c>: any of the above but <see cref="UnmatchedBoundary"/> and <see cref="CrlfLine"/>.</summary>
    public bool StrictError => Error || BoundaryQuoted || BoundaryWhitespace || DataBefore || DataAfter || HeaderFolding
        || InvalidHeaderFolding || LfLine || MissingSemicolon || InvalidQuoting || InvalidPart || FileLimitExceeded;
}
