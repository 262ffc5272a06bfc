namespace Edge.Gateway.RateLimiting.Keys;

/// <summary>How far keys are looked for.</summary>
internal static class KeyLimits
{
    /// <summary>Longest body in bytes in which a field is looked for; in a longer one it is missing.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>Longest field in chars; a longer one is missing. Okta's longest username has 100.</summary>
    public const int MaxFieldChars = 512;

    /// <summary>Deepest nesting of a JSON body that is read.</summary>
    public const int MaxJsonDepth = 64;

    /// <summary>Most parts of one key.</summary>
    public const int MaxParts = 8;
}
