namespace Edge.Rules.Variables;

/// <summary>The lists of name and value that a transaction keeps; several variables may look at one list.</summary>
internal enum EntryStore : byte
{
    None, Arguments, RequestHeaders, RequestCookies, ResponseHeaders, Files, FileSizes, FileContents, PartHeaders,
    MultipartNames, MultipartFileNames, Geo,

    /// <summary>Number of stores.</summary>
    Count,
}
