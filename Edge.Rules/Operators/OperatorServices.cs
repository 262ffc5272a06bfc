using Edge.Rules.Matching.Automata;

namespace Edge.Rules.Operators;

/// <summary>What operators need from outside. The defaults of the three look-ups match nothing.</summary>
internal sealed class OperatorServices
{
    /// <summary>Time one match of a regex that must backtrack may take, default 20 ms; then the rule counts as failed.</summary>
    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The memory that the tables of all patterns share.</summary>
    public TableBudget Tables { get; } = new();

    /// <summary>Operators do without their shortcuts: as the oracle of those.</summary>
    public bool IsPlain { get; init; }

    /// <summary>For <c>@geoLookup</c>; null finds nothing.</summary>
    public IGeoLookup? GeoLookup { get; init; }

    /// <summary>For <c>@rbl</c>; null lists nothing.</summary>
    public IDnsBlocklist? DnsBlocklist { get; init; }

    /// <summary>For <c>@inspectFile</c>; null finds nothing.</summary>
    public IFileInspector? FileInspector { get; init; }

    /// <summary>For <c>@pmFromFile</c> and <c>@ipMatchFromFile</c>.</summary>
    public IRuleFileReader Files { get; init; } = new DiskRuleFileReader();
}
