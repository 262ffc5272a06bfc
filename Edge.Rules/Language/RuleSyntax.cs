namespace Edge.Rules.Language;

/// <summary>One <c>SecRule</c>, <c>SecAction</c> or <c>SecMarker</c> after parsing, before compilation.</summary>
internal sealed class RuleSyntax
{
    public required SourcePosition Position { get; init; }

    /// <summary>Null for a rule; the marker's name for <c>SecMarker</c>, which has no other part.</summary>
    public string? Marker { get; init; }

    /// <summary>Empty for <c>SecAction</c>. <c>SecRuleUpdateTargetBy…</c> appends to it.</summary>
    public List<TargetSyntax> Targets { get; init; } = [];

    /// <summary>Null for <c>SecAction</c>, which always matches.</summary>
    public OperatorSyntax? Operator { get; init; }

    /// <summary>The rule's own actions. <c>SecRuleUpdateActionById</c> changes it.</summary>
    public List<ActionSyntax> Actions { get; set; } = [];

    /// <summary>The list that <c>SecDefaultAction</c> has for this rule's phase where the rule stands.</summary>
    public IReadOnlyList<ActionSyntax> Defaults { get; set; } = [];

    /// <summary>The rules chained after this one, in order; only a chain's first rule has any.</summary>
    public List<RuleSyntax> Chain { get; } = [];

    public long Id { get; set; }

    public int Phase { get; set; }

    public bool IsChained => Actions.Exists(static action => action.Is("chain"));

    /// <summary>The values of every action of one name, such as the tags.</summary>
    public IEnumerable<string> Values(string action) =>
        Actions.Where(item => item.Is(action) && item.Value is not null).Select(static item => item.Value!);
}
