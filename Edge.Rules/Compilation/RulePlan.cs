using Edge.Rules.Transformations;

namespace Edge.Rules.Compilation;

/// <summary>A rule set, compiled: read by all transactions at once, never written.</summary>
internal sealed class RulePlan
{
    /// <summary>Phases are 1 to 5.</summary>
    public const int PhaseCount = 5;

    public required EngineSettings Settings { get; init; }

    public required TxNames TxNames { get; init; }

    /// <summary>By phase, from 1: the rules that are not chained to another, in order.</summary>
    public required CompiledRule[][] Phases { get; init; }

    /// <summary>For each rule of <see cref="Phases"/> what must hold before it can have an effect.</summary>
    public required RuleGate[][] Gates { get; init; }

    /// <summary>All rules that are not chained to another, by <see cref="CompiledRule.Index"/>.</summary>
    public required CompiledRule[] Rules { get; init; }

    public required ITransformation[] Transformations { get; init; }

    /// <summary>Which of <see cref="Transformations"/> may change a value.</summary>
    public required TriggerTable Triggers { get; init; }

    public required ValueGroup[] Groups { get; init; }

    public required GroupSet[] GroupSets { get; init; }

    public required LiteralFilter RequestFilter { get; init; }

    public required LiteralFilter ResponseFilter { get; init; }

    /// <summary>Some rule looks at <c>FILES_TMP_CONTENT</c>, so that uploads are copied.</summary>
    public required bool UsesFileContents { get; init; }

    /// <summary>Words of 64 bits that hold one bit for each clause.</summary>
    public int ClauseWords => Math.Max(1, (Math.Max(RequestFilter.ClauseCount, ResponseFilter.ClauseCount) + 63) / 64);

    public int MaxLiteralWords => Math.Max(1, Math.Max(RequestFilter.LiteralWords, ResponseFilter.LiteralWords));

    public LiteralFilter Filter(bool isResponse) => isResponse ? ResponseFilter : RequestFilter;
}
