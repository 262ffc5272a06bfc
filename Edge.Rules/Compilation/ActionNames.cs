using System.Collections.Frozen;

namespace Edge.Rules.Compilation;

/// <summary>The actions of the manual, and what their values may be.</summary>
internal static class ActionNames
{
    /// <summary>Actions that take a value.</summary>
    public static FrozenSet<string> WithValue { get; } = new[]
    {
        "accuracy", "ctl", "deprecatevar", "expirevar", "id", "initcol", "logdata", "maturity", "msg", "phase", "redirect", "rev",
        "sanitiseArg", "sanitiseRequestHeader", "sanitiseResponseHeader", "sanitiseMatchedBytes", "setenv", "setrsc", "setsid", "setuid",
        "setvar", "severity", "skip", "skipAfter", "status", "t", "tag", "ver", "xmlns",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Actions that take no value.</summary>
    public static FrozenSet<string> WithoutValue { get; } = new[]
    {
        "auditlog", "block", "capture", "chain", "deny", "drop", "log", "multiMatch", "noauditlog", "nolog", "pass", "sanitiseMatched",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Actions that stop or let through; only a chain's first rule may have one.</summary>
    public static FrozenSet<string> Disruptive { get; } = new[]
    {
        "allow", "block", "deny", "drop", "pass", "redirect",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Actions that say what a whole chain is; only its first rule may have one.</summary>
    public static FrozenSet<string> StarterOnly { get; } = new[]
    {
        "id", "phase", "skip", "skipAfter", "allow", "block", "deny", "drop", "pass", "redirect",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Actions of ModSecurity 2 or of web servers that an engine inside a gateway refuses, and why.</summary>
    public static FrozenDictionary<string, string> Refused { get; } = new Dictionary<string, string>
    {
        ["exec"] = "it would run a program on the request path",
        ["proxy"] = "where requests go is the gateway's own matter; use 'deny' or 'redirect'",
        ["pause"] = "a request that is held costs more than one that is denied; use rate limits",
        ["append"] = "response bodies are not changed",
        ["prepend"] = "response bodies are not changed",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyCollection<string> All { get; } = [.. WithValue, .. WithoutValue, "allow"];
}
