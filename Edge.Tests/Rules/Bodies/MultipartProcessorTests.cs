using System.Text;
using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

public class MultipartProcessorTests
{
    private const string ContentType = "multipart/form-data; boundary=bnd";

    [Fact]
    public void Body_InGoodForm_GivesFieldsFilesAndNoFlag()
    {
        RecordingBodySink sink = Run(
            "--bnd\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nline 1\r\nline 2\r\n"
            + "--bnd\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\n\0\u00FFdata\n\r\n"
            + "--bnd--\r\n");
        Assert.Empty(sink.Errors);
        Assert.Equal(["a=line 1\r\nline 2"], sink.Arguments);
        Assert.Equal(["f=x.txt:\0\u00FFdata\n"], sink.Files);
        Assert.Equal(
            ["a=Content-Disposition: form-data; name=\"a\"", "f=Content-Disposition: form-data; name=\"f\"; filename=\"x.txt\"", "f=Content-Type: text/plain"],
            sink.PartHeaders);
        Assert.Equal(["a", "f"], sink.Names);
        Assert.Equal(["x.txt"], sink.FileNames);
        Assert.False(sink.Flags.StrictError);
        Assert.Equal("UnmatchedBoundary2", Flags(sink)); // As v3: a second boundary makes it 2.
    }

    /// <summary>Body, flags, errors without their prefix, arguments. <c>{a}</c> stands for the headers of a field.</summary>
    public static readonly TheoryData<string, string, string, string[]> Bodies = new()
    {
        { "", "", "", [] },
        { "--bnd\r\n{a}1\r\n--bnd--", "", "", ["a=1"] },
        { "--bnd--\r\n", "", "", [] },
        { "--bnd\r\n{a}\r\n--bnd--\r\n", "UnmatchedBoundary2", "", ["a="] },
        { "pre\r\n--bnd\r\n{a}1\r\n--bnd--\r\n", "DataBefore UnmatchedBoundary2", "", ["a=1"] },
        { "--bnd\r\n{a}1\r\n--bnd--\r\nmore", "DataAfter UnmatchedBoundary2", "", ["a=1"] },
        { "--bnd\n{a}1\n--bnd--\n", "LfLine UnmatchedBoundary2", "", ["a=1"] },
        { "--bnd\r\n{a}1\n--bnd--\r\n", "LfLine UnmatchedBoundary2", "", ["a=1"] },
        { "--bnd\r\n{a}1\n--bnd--", "LfLine", "", ["a=1"] },
        { "--bnd\r\n{a}-- not ours\r\n--bnd--\r\n", "UnmatchedBoundary2", "", ["a=-- not ours"] },
        { "--bnd\r\n{a}1\r\n--bnx--\r\n", "UnmatchedBoundary1", "Final boundary missing.", ["a=1\r\n--bnx--\r\n"] },
        { "--bnd\r\n{a}1 --bnd\r\n", "UnmatchedBoundary1", "Final boundary missing.", ["a=1 --bnd\r\n"] },
        { "--bnd\r\n{a}1 --bnd\r\n--bnd--", "UnmatchedBoundary1", "", ["a=1 --bnd"] },
        { "\r\n--bnd\r\n--bnd--\r\n", "DataBefore InvalidPart", "Invalid part header (colon missing).", [] },
        { "x --bnd\r\n--bnd--\r\n", "DataBefore UnmatchedBoundary1", "", [] },
        { "--bnd\r\n", "", "Final boundary missing.", [] },
        { "--bnd\r\n{a}1", "", "Final boundary missing.", ["a=1"] },
        { "hello", "DataBefore", "No boundaries found in payload.", [] },
        { "--bnd\r\n{a}1\r\n--bndx\r\n{b}2\r\n--bnd--\r\n", "UnmatchedBoundary2", "Invalid boundary.", ["a=1\r\n--bndx\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n2\r\n--bnd--\r\n"] },
        { "--bnd\r\n{a}1\r\n--  bnd\r\n{b}2\r\n--bnd--\r\n", "", "Invalid boundary (whitespace).", ["a=1\r\n--  bnd\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n2\r\n--bnd--\r\n"] },
        { "--bnd\r\n{a}--bnd\r\n1\r\n--bnd--\r\n", "InvalidPart UnmatchedBoundary2", "", ["a=--bnd\r\n1"] },
        { "--bnd\r\nContent-Disposition: form-data; name=a\r\n--bnd--", "InvalidPart", "", [] },
        { "--bnd\r\nContent-Disposition: form-data; name=a\r\n--bnd--\r\n", "InvalidPart", "Invalid part header (colon missing).", [] },
        { "--bnd\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n1\r\n--bnd--\r\n", "HeaderFolding UnmatchedBoundary2", "", ["a=1"] },
        { "--bnd\r\nContent-Disposition: form-data;\r\n\vname=a\r\n\r\n1\r\n--bnd--\r\n", "HeaderFolding InvalidHeaderFolding UnmatchedBoundary2", "", ["a=1"] },
        { "--bnd\r\n Content-Disposition: form-data; name=a\r\n\r\n1\r\n--bnd--\r\n", "HeaderFolding UnmatchedBoundary2", "Invalid part header (folding error).", ["a=1"] },
        { "--bnd\r\nX: y\r\n\r\n1\r\n--bnd--\r\n", "InvalidPart UnmatchedBoundary2", "Part missing Content-Disposition header.", ["=1"] },
        { "--bnd\r\n: y\r\n{a}1\r\n--bnd--\r\n", "UnmatchedBoundary2", "Invalid part header (header name missing).", ["a=1"] },
        { "--bnd\r\nX y: z\r\n{a}1\r\n--bnd--\r\n", "UnmatchedBoundary2", "Invalid part header (contains invalid character).", ["a=1"] },
        { "--bnd\r\nX: \0\r\n{a}1\r\n--bnd--\r\n", "UnmatchedBoundary2", "Nul byte in part headers.", ["a=1"] },
        { "--bnd\r\ncontent-disposition: form-data; name=x\r\n{a}1\r\n--bnd--\r\n", "UnmatchedBoundary2", "Duplicate part header.", ["x=1"] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_OfTable_GivesFlagsErrorAndArguments(string body, string flags, string error, string[] arguments)
    {
        body = body.Replace("{a}", Field("a"), StringComparison.Ordinal).Replace("{b}", Field("b"), StringComparison.Ordinal);
        RecordingBodySink sink = Run(body);
        Assert.Equal(error.Length == 0 ? [] : ["Multipart parsing error: Multipart: " + error], sink.Errors);
        Assert.Equal(flags, Flags(sink));
        Assert.Equal(arguments, sink.Arguments);
        Assert.Equal(error.Length > 0, sink.Flags.Error);
        Assert.Equal(body.Length == 0 ? 0 : 1, sink.FlagCalls);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=bnd", "", "")]
    [InlineData("Multipart/Form-Data ;boundary=bnd", "", "")]
    [InlineData("multipart/form-data boundary=bnd", "MissingSemicolon", "")]
    [InlineData("multipart/form-data; boundary=\"bnd\"", "BoundaryQuoted", "")]
    [InlineData("multipart/form-data; boundary =bnd", "BoundaryWhitespace", "")]
    [InlineData("multipart/form-data; boundary=bnd;charset=utf-8", "", "")]
    [InlineData("multipart/form-data; boundary= bnd", "BoundaryWhitespace", "No boundaries found in payload.")]
    [InlineData("multipart/form-data; boundary=", "", "Invalid boundary in C-T (empty).")]
    [InlineData("multipart/form-data; boundary=\"\"", "BoundaryQuoted", "Invalid boundary in C-T (empty).")]
    [InlineData("multipart/form-data; boundary=\"bnd", "", "Invalid boundary in C-T (quote).")]
    [InlineData("multipart/form-data; boundary=bnd\"", "", "Invalid boundary in C-T (quote).")]
    [InlineData("multipart/form-data; boundary=b|d", "", "Invalid boundary in C-T (characters).")]
    [InlineData("multipart/form-data; boundary=bnd ", "", "Invalid boundary in C-T (characters).")]
    [InlineData("multipart/form-data; boundary", "", "Invalid boundary in C-T (malformed).")]
    [InlineData("multipart/form-data;; boundary=bnd", "", "Invalid boundary in C-T (malformed).")]
    [InlineData("multipart/form-data; x=y; boundary=bnd", "", "Invalid boundary in C-T (malformed).")]
    [InlineData("multipart/form-data; boundaryx=bnd", "", "Invalid boundary in C-T (parameter name).")]
    [InlineData("multipart/form-data; boundary=a; boundary=bnd", "", "Multiple boundary parameters in C-T.")]
    [InlineData("multipart/form-data; Boundary=bnd", "", "Invalid boundary in C-T (case sensitivity).")]
    [InlineData("multipart/form-data", "", "Boundary not found in C-T.")]
    [InlineData("multipart/mixed; boundary=bnd", "", "Invalid MIME type.")]
    [InlineData("", "", "Content-Type header not available.")]
    public void ContentType_OfTable_GivesFlagsAndError(string contentType, string flags, string error)
    {
        RecordingBodySink sink = Run("--bnd\r\n" + Field("a") + "1\r\n--bnd--", contentType);
        Assert.Equal(error.Length == 0 ? [] : ["Multipart parsing error: Multipart: " + error], sink.Errors);
        string found = Flags(sink);
        Assert.Equal(flags, error.StartsWith("No bound", StringComparison.Ordinal) ? found.Replace("DataBefore", "", StringComparison.Ordinal).Replace("UnmatchedBoundary1", "", StringComparison.Ordinal).Trim() : found);
        Assert.Equal(flags.Length + error.Length > 0, sink.Flags.StrictError);
    }

    [Theory]
    [InlineData("form-data; name=\"a\"", "a", "", false, "")]
    [InlineData("form-data; name=a; filename=b.c", "a", "b.c", false, "")]
    [InlineData("form-data;name = \"a\" ;  filename=\"b\"", "a", "b", false, "")]
    [InlineData("form-data; name=\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d", "", false, "")]
    [InlineData("form-data; name=\"it's\"", "it's", "", false, "")]
    [InlineData("form-data; name=it's", "it's", "", true, "")]
    [InlineData("form-data; name='a'", "a", "", true, "")]
    [InlineData("form-data; name=\"a\"b", "a", "", true, "MissingSemicolon")]
    [InlineData("form-data; name=\"a\";", "a", "", false, "")]
    [InlineData("form-data; name=\"a\"; ", "a", "", false, "Truncated")]
    [InlineData("form-data; name", "", "", false, "Truncated")]
    [InlineData("form-data; name=", "", "", false, "Truncated")]
    [InlineData("form-data; name=\"", "", "", false, "Truncated")]
    [InlineData("form-data; name=\"a", "a", "", false, "Truncated")]
    [InlineData("form-data; name x=a", "", "", false, "MissingEquals")]
    [InlineData("form-data x", "", "", false, "MissingSemicolon")]
    [InlineData("attachment; name=a", "", "", false, "NotFormData")]
    [InlineData("form-data; name=a; name=b", "a", "", false, "DuplicateName")]
    [InlineData("form-data; name=a; filename=b; filename=c", "a", "b", false, "DuplicateFileName")]
    [InlineData("form-data; name=a; size=1", "a", "", false, "UnknownParameter")]
    [InlineData("form-data; name=a; filename=b; filename*=utf-8''c%2b+d", "a", "b", false, "")]
    [InlineData("form-data; name=a; filename*=utf-8'en'c", "a", "", false, "ExtendedFileNameOnly")]
    [InlineData("form-data; name=a; filename=b; filename*=utf-8''c%2", "a", "b", false, "InvalidExtendedFileName")]
    [InlineData("form-data; name=a; filename=b; filename*=utf-8''c d", "a", "b", false, "InvalidExtendedFileName")]
    [InlineData("form-data; name=a; filename=b; filename*=c", "a", "b", false, "InvalidExtendedFileName")]
    [InlineData("form-data; name=a; filename=b; filename*=utf-8''c; filename*=utf-8''d", "a", "b", false, "DuplicateExtendedFileName")]
    public void ContentDisposition_OfTable_GivesNames(string header, string name, string fileName, bool quoting, string error)
    {
        ContentDisposition disposition = new(header, new char[header.Length]);
        Assert.Equal(error.Length == 0 ? "None" : error, disposition.Parse().ToString());
        Assert.Equal(name, disposition.Name.ToString());
        Assert.Equal(fileName, disposition.FileName.ToString());
        Assert.Equal(quoting, disposition.InvalidQuoting);
    }

    [Fact]
    public void ContentDisposition_WithExtendedFileName_DecodesIt()
    {
        string header = "form-data; name=a; filename=b; filename*=utf-8''%3Cc%3E+d";
        ContentDisposition disposition = new(header, new char[header.Length]);
        Assert.Equal(ContentDispositionError.None, disposition.Parse());
        Assert.Equal("<c>+d", disposition.ExtendedFileName.ToString());
    }

    [Fact]
    public void FileName_WhoseParameterOthersMiss_IsAnError()
    {
        RecordingBodySink sink = Run("--bnd\r\nContent-Disposition: form-data; name=a; filename =\"b\"\r\n\r\n1\r\n--bnd--\r\n");
        Assert.Equal(["Multipart parsing error: Multipart: Invalid Content-Disposition header (filename)."], sink.Errors);
        Assert.Equal(["a=b:1"], sink.Files);
    }

    [Fact]
    public void QuotedBoundary_UsedWithItsQuotes_IsAnError()
    {
        RecordingBodySink sink = Run("--\"bnd\r\n", "multipart/form-data; boundary=\"bnd\"");
        Assert.Equal(["Multipart parsing error: Multipart: Invalid boundary (quotes)."], sink.Errors);
    }

    [Fact]
    public void Limits_Exceeded_AreErrors()
    {
        string two = "--bnd\r\n" + Field("a") + "1\r\n--bnd\r\n" + Field("b") + "2\r\n--bnd--\r\n";
        Expect("more than 1 parts.", two, BodyLimits.Default with { MaxMultipartParts = 1 });
        Expect("Part header line over 20 bytes long.", two, BodyLimits.Default with { MaxMultipartHeaderBytes = 20 });
        Expect("more than 0 headers in a part.", two, BodyLimits.Default with { MaxMultipartPartHeaders = 0 });
        Expect("Invalid boundary in C-T (length).", two, BodyLimits.Default with { MaxMultipartBoundaryBytes = 2 });
        Expect("Part header too long.", "--bnd\r\nX: 123456\r\n 1234567890\r\n\r\n", BodyLimits.Default with { MaxMultipartHeaderBytes = 18 });

        RecordingBodySink sink = RecordingBodySink.Run("MULTIPART", Encoding.Latin1.GetBytes(two), ContentType, BodyLimits.Default with { MaxArguments = 1 });
        Assert.Equal(["Multipart parsing error: more than 1 arguments."], sink.Errors);

        sink = RecordingBodySink.Run("MULTIPART", Encoding.Latin1.GetBytes(two), ContentType, BodyLimits.Default with { MaxBodyBytesWithoutFiles = (2 * Field("a").Length) + 1 });
        Assert.True(sink.InboundDataError);
        Assert.Equal(["a=1", "b="], sink.Arguments);
        sink = RecordingBodySink.Run("MULTIPART", Encoding.Latin1.GetBytes(two), ContentType, BodyLimits.Default with { MaxBodyBytesWithoutFiles = 50 });
        Assert.Equal(["a=1"], sink.Arguments);
        Assert.Single(sink.Errors);
    }

    [Fact]
    public void Files_OverTheLimit_SetTheFlag()
    {
        string file = "--bnd\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n1\r\n";
        RecordingBodySink sink = RecordingBodySink.Run(
            "MULTIPART", Encoding.Latin1.GetBytes(file + file + "--bnd--\r\n"), ContentType, BodyLimits.Default with { MaxMultipartFiles = 1 });
        Assert.Equal(2, sink.Files.Count);
        Assert.True(sink.Flags is { FileLimitExceeded: true, StrictError: true, Error: true });
    }

    [Fact]
    public void Upload_Of100Kilobytes_AllocatesNothing()
    {
        byte[] body = Encoding.Latin1.GetBytes(
            "--bnd\r\nContent-Disposition: form-data; name=f; filename=x\r\nContent-Type: a/b\r\n\r\n"
            + string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)(i * 31 % 256))) + "\r\n--bnd--\r\n");
        CountingBodySink sink = new();
        MultipartProcessor processor = new();
        Assert.Equal(0, AllocationMeter.Measure(() => processor.Process(body, ContentType, sink, BodyLimits.Default)));
        Assert.Equal(0, sink.Errors);
        Assert.Equal(50, sink.Files);
    }

    private static void Expect(string error, string body, BodyLimits limits) =>
        Assert.Equal(
            ["Multipart parsing error: Multipart: " + error],
            RecordingBodySink.Run("MULTIPART", Encoding.Latin1.GetBytes(body), ContentType, limits).Errors);

    private static RecordingBodySink Run(string body, string contentType = ContentType) =>
        RecordingBodySink.Run("MULTIPART", Encoding.Latin1.GetBytes(body), contentType);

    private static string Field(string name) => $"Content-Disposition: form-data; name=\"{name}\"\r\n\r\n";

    /// <summary>The names of the flags that are set, as one text; line ends in CRLF are no news.</summary>
    private static string Flags(RecordingBodySink sink)
    {
        IEnumerable<string> set = typeof(MultipartFlags).GetProperties()
            .Where(property => property.PropertyType == typeof(bool) && (bool)property.GetValue(sink.Flags)!)
            .Select(property => property.Name)
            .Except(["CrlfLine", "CrlfLfLines", "StrictError", "Error"]);
        string unmatched = sink.Flags.UnmatchedBoundary == 0 ? "" : $"UnmatchedBoundary{sink.Flags.UnmatchedBoundary}";
        return string.Join(' ', set.Append(unmatched).Where(text => text.Length > 0));
    }
}
