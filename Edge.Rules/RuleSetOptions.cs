using Edge.Rules.Operators;

namespace Edge.Rules;

/// <summary>What to load, and how it shall behave.</summary>
public sealed class RuleSetOptions
{
    /// <summary>Rule files, read in this order. <c>Include</c> inside them is followed; patterns here are not expanded.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>SecLang text read before the files, such as the paranoia level; diagnostics name it <c>&lt;prologue&gt;</c>.</summary>
    public string? Prologue { get; init; }

    /// <summary>SecLang text read after the files; diagnostics name it <c>&lt;epilogue&gt;</c>.</summary>
    public string? Epilogue { get; init; }

    /// <summary>Wins over <c>SecRuleEngine</c>. Null: the directive decides, and without one the engine is on.</summary>
    public RuleEngineMode? Mode { get; init; }

    /// <summary>Bounds of a transaction and of the files.</summary>
    public RuleLimits Limits { get; init; } = new();

    /// <summary>What becomes of a transaction that the engine could not inspect; default <see cref="EngineErrorPolicy.Block"/>.</summary>
    public EngineErrorPolicy OnEngineError { get; init; }

    /// <summary>
    /// What becomes of a request whose body cannot be parsed, when no rule answers first; default
    /// <see cref="EngineErrorPolicy.Block"/>, with status 400 (ModSecurity's recommended rule 200002). With it, a body whose
    /// parts without files are longer than their limit is answered with 413 unless the limit's action is
    /// <see cref="BodyLimitAction.ProcessPartial"/>.
    /// </summary>
    public EngineErrorPolicy OnBodyError { get; init; }

    /// <summary>Where persistent collections live; null: in this process's memory, bounded.</summary>
    public IPersistentCollections? Collections { get; init; }

    /// <summary>For <c>@geoLookup</c>; null: no address is known, and the operator never matches.</summary>
    public IGeoLookup? GeoLookup { get; init; }

    /// <summary>For <c>@rbl</c>; null: no address is listed, and the operator never matches.</summary>
    public IDnsBlocklist? DnsBlocklist { get; init; }

    /// <summary>For <c>@inspectFile</c>; null: no file is bad, and the operator never matches.</summary>
    public IFileInspector? FileInspector { get; init; }

    /// <summary>The clock of time variables and collections.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Runs every rule one by one on every value: no shared work, no prefilter. The oracle of tests.</summary>
    internal bool IsPlain { get; init; }

    internal OperatorServices CreateOperatorServices() => new()
    {
        IsPlain = IsPlain,
        RegexTimeout = Limits.RegexTimeout,
        GeoLookup = GeoLookup,
        DnsBlocklist = DnsBlocklist,
        FileInspector = FileInspector,
    };
}
