namespace Edge.Rules.Detection.Xss;

/// <summary>What bounds the work of <see cref="XssDetector"/>, whatever the value.</summary>
internal static class XssLimits
{
    /// <summary>Opening signs (<c>&lt;</c>) whose tag's name is looked at: 65,536.</summary>
    public const int MaxTags = 65536;

    /// <summary>Tags whose attributes are looked at one by one: 1,024. Markup of 25 KB has as many.</summary>
    public const int MaxTagsWithAttributes = 1024;

    /// <summary>
    /// Attributes of one tag that are looked at one by one: 16. HTML's elements have a handful; events, URLs and styles further
    /// back are found all the same, as attributes outside tags are.
    /// </summary>
    public const int MaxAttributes = 16;

    /// <summary>Attribute signs (<c>=</c>) outside tags that are looked at: 8,192.</summary>
    public const int MaxAssignments = 8192;

    /// <summary>Longest tag or attribute name, in characters: 40. Longer ones are none that browsers know.</summary>
    public const int MaxNameLength = 40;

    /// <summary>Characters that a URL's scheme may be spread over by entities and white space: 256.</summary>
    public const int MaxEncodedSchemeLength = 256;

    /// <summary>Decoded characters of a URL that are looked at: 32, enough for every scheme and media type of interest.</summary>
    public const int SchemeLength = 32;

    /// <summary>Characters of a <c>style</c> attribute or of a comment that are looked at: 2,048.</summary>
    public const int MaxStyleLength = 2048;
}
