using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Edge.Rules.Actions;
using Edge.Rules.Compilation;
using Edge.Rules.Language;
using Edge.Rules.Operators;
using Edge.Rules.Variables;

namespace Edge.Rules;

/// <content>What a host decides per transaction.</content>
public sealed partial class RuleSet
{
    private const string TagPrefix = "tag:";

    private readonly Lazy<HashSet<RuleInfo>> _disruptive;
    private readonly Lazy<bool> _looksAtRawRequestBody;

    /// <summary>Some rule looks at the request body as it is, not only at what a body processor finds in it.</summary>
    public bool LooksAtRawRequestBody => _looksAtRawRequestBody.Value;

    /// <summary>Prepares an exclusion for <see cref="Transaction.Apply"/>.</summary>
    /// <param name="rules">An id (<c>942100</c>), a range (<c>942100-942199</c>), several of both, or <c>tag:attack-sqli</c>.</param>
    /// <param name="target">Where the rules shall not look, such as <c>ARGS:comment</c> or <c>REQUEST_COOKIES:/^_ga/</c>; null leaves the rules out altogether.</param>
    /// <param name="exclusion">The exclusion.</param>
    /// <param name="error">What is wrong with the arguments, in one sentence.</param>
    public bool TryCreateExclusion(
        string rules, string? target, [NotNullWhen(true)] out RuleExclusion? exclusion, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(rules);
        bool byTag = rules.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase);
        string which = byTag ? rules[TagPrefix.Length..] : rules;
        string setting = (target is null ? "ruleRemove" : "ruleRemoveTarget") + (byTag ? "ByTag=" : "ById=") + which + (target is null ? "" : ";" + target);
        CompilerContext context = new(_plan.Settings, new OperatorServices(), new DiagnosticBag());
        IRuleAction? action = CtlCompiler.Compile(new ActionSyntax("ctl", setting, default), setting, context);
        if (action is null || _plan.Rules.Length == 0)
        {
            exclusion = null;
            error = context.Diagnostics.Items.Count > 0 ? context.Diagnostics.Items[0].Message : "there are no rules to exclude.";
            return false;
        }

        if (!MatchesAny(byTag, which))
        {
            exclusion = null;
            error = string.Create(CultureInfo.InvariantCulture, $"'{rules}' is none of the {Rules.Count} rules that are loaded.");
            return false;
        }

        action.Bind(_plan.Rules);
        (exclusion, error) = (new RuleExclusion(this, action), null);
        return true;
    }

    /// <summary>Whether a match of this rule ends a transaction while the engine is <see cref="RuleEngineMode.On"/>.</summary>
    internal bool IsDisruptive(RuleInfo rule) => _disruptive.Value.Contains(rule);

    private bool MatchesAny(bool byTag, string which)
    {
        RuleSelection selection = byTag ? RuleSelection.ByTag(which) : RuleSelection.TryParseIds(which, out RuleSelection ids) ? ids : RuleSelection.ByTag(which);
        return Array.Exists(_plan.Rules, rule => selection.Matches(rule.Id, rule.Info.Tags, []));
    }

    private static HashSet<RuleInfo> FindDisruptive(RulePlan plan) => new(
        plan.Rules.Where(static rule => rule.Disruptive is DisruptiveKind.Deny or DisruptiveKind.Drop or DisruptiveKind.Redirect).Select(static rule => rule.Info),
        ReferenceEqualityComparer.Instance);

    private static bool FindRawRequestBody(RulePlan plan)
    {
        foreach (CompiledRule starter in plan.Rules)
        {
            for (CompiledRule? rule = starter; rule is not null; rule = rule.Next)
            {
                if (Array.Exists(rule.Targets, static target => target.Variable.Kind
                    is VariableKind.RequestBody or VariableKind.RequestBodyLength or VariableKind.FullRequest or VariableKind.FullRequestLength))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
