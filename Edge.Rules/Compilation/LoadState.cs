using Edge.Rules.Language;

namespace Edge.Rules.Compilation;

/// <summary>What a load has gathered so far.</summary>
internal sealed class LoadState(EngineSettings settings, DiagnosticBag diagnostics)
{
    private readonly Dictionary<long, RuleSyntax> _byId = [];

    public EngineSettings Settings { get; set; } = settings;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public List<RuleSyntax> Rules { get; } = [];

    /// <summary>What <c>SecDefaultAction</c> said last, by phase.</summary>
    public IReadOnlyList<ActionSyntax>[] Defaults { get; } = [[], [], [], [], [], []];

    /// <summary>Exceptions, carried out when all rules are known: as in ModSecurity v3 their place does not matter.</summary>
    public List<Action> Exceptions { get; } = [];

    /// <summary>The chain that waits for its next rule, and the rule that said <c>chain</c> last.</summary>
    public RuleSyntax? OpenChain { get; set; }

    /// <summary>How deep the file being read is included.</summary>
    public int IncludeDepth { get; set; }

    /// <summary>Reads a file's directives into this state; set by the loader.</summary>
    public Action<Directive, string>? Include { get; set; }

    public bool TryAddId(RuleSyntax rule)
    {
        if (_byId.TryGetValue(rule.Id, out RuleSyntax? first))
        {
            Diagnostics.Error(rule.Position, DiagnosticCodes.DuplicateId,
                $"the id {rule.Id} is taken by the rule at {first.Position.File}({first.Position.Line},{first.Position.Column}); ids are unique.");
            return false;
        }

        _byId.Add(rule.Id, rule);
        return true;
    }

    /// <summary>Says that a chain has no next rule, when one is open.</summary>
    public void CloseChain()
    {
        if (OpenChain is not null)
        {
            Diagnostics.Error(OpenChain.Position, DiagnosticCodes.BrokenChain,
                "the rule says 'chain', but no SecRule follows it; add the rule or remove 'chain'.");
            OpenChain = null;
        }
    }
}
