namespace Edge.Rules.Bodies;

/// <summary>Takes what a body processor finds. Every span is valid only during the call.</summary>
/// <remarks>
/// <see cref="IArgumentSink.AddArgument"/> feeds <c>ARGS</c>, and <c>ARGS_POST</c> for <c>URLENCODED</c> and
/// <c>MULTIPART</c>; ModSecurity v3 puts the arguments of a JSON body into <c>ARGS</c> only.
/// </remarks>
internal interface IBodySink : IArgumentSink
{
    /// <summary>Arguments the transaction already holds: those of the query count towards <see cref="BodyLimits.MaxArguments"/>.</summary>
    int ArgumentCount { get; }

    /// <summary>One uploaded file: <c>FILES</c>, <c>FILES_NAMES</c>, <c>FILES_SIZES</c>, <c>FILES_COMBINED_SIZE</c>, <c>FILES_TMP_CONTENT</c>.</summary>
    /// <param name="fieldName">The form field, the key of these collections; empty when the part is broken.</param>
    /// <param name="fileName">The <c>filename</c> parameter, unescaped, with whatever path the client sent.</param>
    /// <param name="sizeBytes">Length of <paramref name="content"/>.</param>
    /// <param name="content">The bytes as sent, without the line break before the boundary.</param>
    void AddFile(ReadOnlySpan<char> fieldName, ReadOnlySpan<char> fileName, long sizeBytes, ReadOnlySpan<byte> content);

    /// <summary>One header line of a part, unfolded, without its line break: <c>MULTIPART_PART_HEADERS:partName</c>.</summary>
    void AddPartHeader(ReadOnlySpan<char> partName, ReadOnlySpan<char> headerLine);

    /// <summary>A <c>name</c> parameter of a part: <c>MULTIPART_NAME</c>.</summary>
    void AddMultipartName(ReadOnlySpan<char> name);

    /// <summary>A <c>filename</c> or (percent-decoded) <c>filename*</c> parameter of a part: <c>MULTIPART_FILENAME</c>.</summary>
    void AddMultipartFileName(ReadOnlySpan<char> fileName);

    /// <summary>The <c>MULTIPART_*</c> flags; called once at the end of every multipart body, broken or not.</summary>
    void SetMultipart(in MultipartFlags flags);

    /// <summary>What <c>XML</c> targets select from. Called once, also for a broken document: it then holds what came before the error.</summary>
    void SetXml(XmlBody xml);

    /// <summary>Percent signs without two hexadecimal digits were seen: <c>URLENCODED_ERROR</c> is 1.</summary>
    void SetUrlEncodedError(int invalidSequences);

    /// <summary>The body without its files is larger than <see cref="BodyLimits.MaxBodyBytesWithoutFiles"/>: <c>INBOUND_DATA_ERROR</c> is 1.</summary>
    void SetInboundDataError();

    /// <summary>
    /// The body could not be read whole: <c>REQBODY_ERROR</c> and <c>REQBODY_PROCESSOR_ERROR</c> are 1, with this text in
    /// <c>REQBODY_ERROR_MSG</c> and <c>REQBODY_PROCESSOR_ERROR_MSG</c>. Called at most once per body, with its first error.
    /// </summary>
    void SetBodyError(ReadOnlySpan<char> message);
}
