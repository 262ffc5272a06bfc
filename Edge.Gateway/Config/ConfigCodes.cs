namespace Edge.Gateway.Config;

/// <summary>The stable codes of configuration errors; <c>docs/configuration.md</c> explains each.</summary>
internal static class ConfigCodes
{
    /// <summary>The file is not JSON, or not YAML where that is asked for.</summary>
    public const string Syntax = "EDGE1001";

    /// <summary>A key that nothing reads.</summary>
    public const string UnknownKey = "EDGE1002";

    /// <summary>A key that stands twice in one object.</summary>
    public const string DuplicateKey = "EDGE1003";

    /// <summary>A value of the wrong kind, such as text for a number.</summary>
    public const string WrongKind = "EDGE1004";

    /// <summary>A required key that is missing.</summary>
    public const string Missing = "EDGE1005";

    /// <summary>A value outside what is accepted.</summary>
    public const string OutOfRange = "EDGE1006";

    /// <summary>An <c>EDGE__…</c> environment variable that names no option.</summary>
    public const string UnknownVariable = "EDGE1007";

    /// <summary>A file that is missing or cannot be read.</summary>
    public const string FileMissing = "EDGE1008";

    /// <summary>A list that is longer than its limit.</summary>
    public const string TooMany = "EDGE1009";

    /// <summary>A change that takes effect at the next start only.</summary>
    public const string NeedsRestart = "EDGE1010";

    /// <summary>A fault of the gateway itself while a configuration was read or put in force.</summary>
    public const string Internal = "EDGE1011";

    /// <summary>Two things with one id.</summary>
    public const string DuplicateId = "EDGE1101";

    /// <summary>A name of something that is nowhere defined.</summary>
    public const string UnknownReference = "EDGE1102";

    /// <summary>A host that two tenants claim.</summary>
    public const string DuplicateHost = "EDGE1103";

    /// <summary>A cell outside the tenant's allowed jurisdictions.</summary>
    public const string Jurisdiction = "EDGE1104";

    /// <summary>Two settings that contradict each other.</summary>
    public const string Conflict = "EDGE1105";

    /// <summary>More than a cell has room for.</summary>
    public const string Capacity = "EDGE1107";

    /// <summary>A certificate that cannot be used.</summary>
    public const string Certificate = "EDGE1106";
}
