namespace Edge.Gateway.Waf;

/// <summary>What bounds the memory and time that rules may take in the gateway; those of one transaction are <see cref="Edge.Rules.RuleLimits"/>.</summary>
internal static class WafLimits
{
    /// <summary>Most bytes of a body that <c>waf.maxBodyBytes</c> may ask to inspect: bodies are inspected in memory.</summary>
    public const int MaxInspectedBodyBytes = 128 * 1024 * 1024;

    /// <summary>Least bytes of the limits for bodies: less would refuse a sign-in.</summary>
    public const int MinBodyBytes = 1024;

    /// <summary>Most exclusions of one tenant; each costs a request a path comparison.</summary>
    public const int MaxExclusions = 200;

    /// <summary>Most paths with a mode of their own, per tenant.</summary>
    public const int MaxPaths = 200;

    /// <summary>Most rule files.</summary>
    public const int MaxRuleFiles = 1_000;

    /// <summary>Most diagnostics of rule files that one load reports; the rest is counted in the last.</summary>
    public const int MaxDiagnostics = 200;

    /// <summary>Events <c>security.request.blocked</c> per second and node; an attack must not flood the event log. The rest is counted.</summary>
    public const int MaxEventsPerSecond = 10;

    /// <summary>Most bytes of a response that is held back for <c>waf.debugHeader</c>; a longer one goes out without waiting for the last phases.</summary>
    public const int MaxHeldResponseBytes = 16 * 1024 * 1024;

    /// <summary>Most bytes of the origin's body that are read and dropped after a response was blocked, so that its connection stays usable.</summary>
    public const int MaxDiscardedBytes = 1024 * 1024;

    /// <summary>Most chars of <c>X-Edge-Waf-Log</c> before base64: what proxies and test clients take as one header line.</summary>
    public const int MaxDebugLogChars = 48 * 1024;
}
