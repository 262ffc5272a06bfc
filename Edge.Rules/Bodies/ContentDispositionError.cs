namespace Edge.Rules.Bodies;

/// <summary>What is wrong in the <c>Content-Disposition</c> header of a part.</summary>
internal enum ContentDispositionError
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The type is not <c>form-data</c>.</summary>
    NotFormData,

    /// <summary>Something other than a semicolon where one should be.</summary>
    MissingSemicolon,

    /// <summary>The header ends in the middle of a parameter, or with a semicolon.</summary>
    Truncated,

    /// <summary>A parameter without an equals sign.</summary>
    MissingEquals,

    /// <summary>A parameter other than <c>name</c>, <c>filename</c> and <c>filename*</c>.</summary>
    UnknownParameter,

    /// <summary>A second <c>name</c>.</summary>
    DuplicateName,

    /// <summary>A second <c>filename</c>.</summary>
    DuplicateFileName,

    /// <summary>A second <c>filename*</c>.</summary>
    DuplicateExtendedFileName,

    /// <summary>A <c>filename*</c> that is not <c>charset'language'percent-encoded</c> (RFC 8187 §3.2).</summary>
    InvalidExtendedFileName,

    /// <summary>A <c>filename*</c> without <c>filename</c>.</summary>
    ExtendedFileNameOnly,
}
