namespace Edge.Gateway.Access;

/// <summary>The stable codes of errors in address lists and abuse rules.</summary>
internal static class AccessCodes
{
    /// <summary>A line of a list that is no address or network.</summary>
    public const string NotAnAddress = "EDGE1301";

    /// <summary>A network with bits behind its prefix, such as <c>10.0.0.1/8</c>.</summary>
    public const string HostBitsSet = "EDGE1302";

    /// <summary>More entries than the sets may have together, or a file that is too large.</summary>
    public const string TooManyAddresses = "EDGE1303";

    /// <summary>A list file that is missing or cannot be read.</summary>
    public const string ListMissing = "EDGE1304";

    /// <summary>A part of an abuse rule's key that is unknown or incomplete.</summary>
    public const string UnknownKeyPart = "EDGE1305";
}
