namespace Edge.Rules;

/// <summary>The bounds of one transaction. A directive of the rules that states a bound of its own wins over these defaults.</summary>
public sealed record RuleLimits
{
    /// <summary>Bytes of a request body that are inspected; ModSecurity's recommended <c>SecRequestBodyLimit</c>: 12.5 MiB.</summary>
    public long MaxRequestBodyBytes { get; init; } = 13_107_200;

    /// <summary>Bytes of a request body without its files; ModSecurity's recommended <c>SecRequestBodyNoFilesLimit</c>: 128 KiB.</summary>
    public long MaxRequestBodyNoFilesBytes { get; init; } = 131_072;

    /// <summary>Bytes of a response body that are inspected; ModSecurity's recommended <c>SecResponseBodyLimit</c>: 512 KiB.</summary>
    public long MaxResponseBodyBytes { get; init; } = 524_288;

    /// <summary>Arguments of all kinds; ModSecurity's recommended <c>SecArgumentsLimit</c>. More leave the body marked as not parsed.</summary>
    public int MaxArguments { get; init; } = 1_000;

    /// <summary>Nesting of a JSON body; ModSecurity's recommended <c>SecRequestBodyJsonDepthLimit</c>.</summary>
    public int MaxJsonDepth { get; init; } = 512;

    /// <summary>Headers, or cookies, that are looked at; ten times what servers let through.</summary>
    public int MaxHeaders { get; init; } = 1_000;

    /// <summary>Matches that are recorded; rules go on running, and scoring, beyond it.</summary>
    public int MaxMatches { get; init; } = 200;

    /// <summary>Values that one rule may match and that <c>MATCHED_VARS</c> holds; a rule stops looking beyond it.</summary>
    public int MaxMatchedValues { get; init; } = 1_000;

    /// <summary>Chars of a value, and of a message, that a recorded match keeps.</summary>
    public int MaxLoggedChars { get; init; } = 512;

    /// <summary>Distinct values, transformed ones included. More is an engine error.</summary>
    public int MaxValues { get; init; } = 262_144;

    /// <summary>Chars of all values of a transaction. More is an engine error.</summary>
    public int MaxWorkingChars { get; init; } = 128 * 1024 * 1024;

    /// <summary>TX variables. More is an engine error.</summary>
    public int MaxTxVariables { get; init; } = 8_192;

    /// <summary>
    /// Work that the rules of one transaction may make, in units of about a nanosecond: 1 for a char seen by one pattern, 1,000 for a
    /// state that a pattern's table lacks, and so on, weighed so that the limit stands for 50 ms of CPU. It is counted, not timed, so the
    /// same request meets it on every machine. More is an engine error, and ends the inspection.
    /// </summary>
    public long MaxPatternWork { get; init; } = 50_000_000;

    /// <summary>
    /// Time that one match of a regular expression that must backtrack may take; all others run in time linear in the
    /// value. Longer is an engine error.
    /// </summary>
    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Time that the rules of one transaction may run, all phases together. Longer is an engine error.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Depth of <c>Include</c> in <c>Include</c>.</summary>
    public int MaxIncludeDepth { get; init; } = 16;

    /// <summary>Bytes of one rule file or data file.</summary>
    public long MaxRuleFileBytes { get; init; } = 64 * 1024 * 1024;
}
