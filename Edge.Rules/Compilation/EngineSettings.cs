using System.Collections.Frozen;
using Edge.Rules.Bodies;

namespace Edge.Rules.Compilation;

/// <summary>What directives and options say about a rule set as a whole; immutable once loaded.</summary>
internal sealed record EngineSettings
{
    private static readonly FrozenSet<string> DefaultMimeTypes =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "text/plain", "text/html", "text/xml");

    public RuleEngineMode Mode { get; init; } = RuleEngineMode.On;

    public bool RequestBodyAccess { get; init; } = true;

    public bool ResponseBodyAccess { get; init; }

    public long RequestBodyLimitBytes { get; init; }

    public long RequestBodyNoFilesLimitBytes { get; init; }

    public BodyLimitAction RequestBodyLimitAction { get; init; } = BodyLimitAction.Reject;

    public long ResponseBodyLimitBytes { get; init; }

    public BodyLimitAction ResponseBodyLimitAction { get; init; } = BodyLimitAction.ProcessPartial;

    /// <summary>Content types, without parameters, of responses whose body is inspected.</summary>
    public FrozenSet<string> ResponseBodyMimeTypes { get; init; } = DefaultMimeTypes;

    public int MaxArguments { get; init; }

    public int MaxJsonDepth { get; init; }

    public int MaxUploadedFiles { get; init; } = BodyLimits.Default.MaxMultipartFiles;

    public XmlArgumentsMode XmlArguments { get; init; }

    public char ArgumentSeparator { get; init; } = '&';

    public TimeSpan CollectionTimeout { get; init; } = TimeSpan.FromHours(1);

    public string WebAppId { get; init; } = "default";

    /// <summary><see cref="RuleEngineMode.DetectionOnly"/> stands for RelevantOnly.</summary>
    public RuleEngineMode AuditEngine { get; init; } = RuleEngineMode.DetectionOnly;

    public string AuditLogParts { get; init; } = "ABIJDEFHZ";

    public IReadOnlyList<string> ComponentSignatures { get; init; } = [];

    /// <summary>What <c>t:urlDecodeUni</c> takes code points for (<c>SecUnicodeMapFile</c>); null without a map.</summary>
    public short[]? UnicodeMap { get; init; }

    public string? HttpBlKey { get; init; }

    public RuleLimits Limits { get; init; } = new();

    public EngineErrorPolicy OnEngineError { get; init; }

    public EngineErrorPolicy OnBodyError { get; init; }

    /// <summary>Engine without shared work and prefilters, as the oracle of tests.</summary>
    public bool IsPlain { get; init; }
}
