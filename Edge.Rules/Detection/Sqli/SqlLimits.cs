namespace Edge.Rules.Detection.Sqli;

/// <summary>What bounds the work of <see cref="SqlInjectionDetector"/>, whatever the value.</summary>
internal static class SqlLimits
{
    /// <summary>Tokens read of one value in one context: 8,192. Ordinary text of 40 KB has as many; what follows is not looked at.</summary>
    public const int MaxTokens = 8192;

    /// <summary>Tokens held at a time: 128 (on the stack, 2.5 KB).</summary>
    public const int Window = 128;

    /// <summary>Tokens that one judgement may look at, so that all of them together stay linear: 64, half the window.</summary>
    public const int LookAhead = 64;

    /// <summary>Nesting of parentheses that an expression is followed into: 24. Deeper ones count as not understood.</summary>
    public const int MaxDepth = 24;

    /// <summary>Longest word that is looked up among the keywords, in characters: 32.</summary>
    public const int MaxKeywordLength = 32;

    /// <summary>Longest <c>`quoted name`</c>, in characters: 128, twice what databases allow.</summary>
    public const int MaxNameLength = 128;

    /// <summary>Most characters a fingerprint has: 8, as log lines expect.</summary>
    public const int FingerprintLength = 8;
}
