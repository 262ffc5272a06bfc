using Edge.Rules.Language;

namespace Edge.Rules.Compilation;

/// <summary><c>SecRuleRemoveBy…</c> and <c>SecRuleUpdate…</c>: they change rules that stand elsewhere.</summary>
internal static class ExceptionDirectives
{
    public static void RemoveById(LoadState state, Directive directive)
    {
        string ids = string.Join(' ', directive.Arguments.Select(static argument => argument.Text));
        if (!RuleSelection.TryParseIds(ids, out RuleSelection selection))
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.BadValue, $"SecRuleRemoveById is '{ids}'; write ids and ranges such as 942100-942199.");
            return;
        }

        Remove(state, directive, selection);
    }

    public static void RemoveByTag(LoadState state, Directive directive) =>
        ForText(state, directive, static text => RuleSelection.ByTag(text), Remove);

    public static void RemoveByMsg(LoadState state, Directive directive) =>
        ForText(state, directive, static text => RuleSelection.ByMessage(text), Remove);

    public static void UpdateTargetById(LoadState state, Directive directive)
    {
        string id = directive.Arguments.Count > 0 ? directive.Arguments[0].Text : "";
        (string rules, int link) = SplitLink(id);
        if (!RuleSelection.TryParseIds(rules, out RuleSelection selection) || link < 0)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.BadValue, $"SecRuleUpdateTargetById names '{id}'; write an id, a range, or 'id:link' for a chained rule.");
            return;
        }

        UpdateTarget(state, directive, selection, link);
    }

    public static void UpdateTargetByTag(LoadState state, Directive directive) =>
        ForText(state, directive, static text => RuleSelection.ByTag(text), static (s, d, selection) => UpdateTarget(s, d, selection, 0));

    public static void UpdateTargetByMsg(LoadState state, Directive directive) =>
        ForText(state, directive, static text => RuleSelection.ByMessage(text), static (s, d, selection) => UpdateTarget(s, d, selection, 0));

    public static void UpdateActionById(LoadState state, Directive directive)
    {
        (string rules, int link) = SplitLink(directive.Arguments.Count > 0 ? directive.Arguments[0].Text : "");
        if (directive.Arguments.Count != 2 || !RuleSelection.TryParseIds(rules, out RuleSelection selection) || link < 0)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount, "SecRuleUpdateActionById needs an id (or 'id:link') and a list of actions in quotes.");
            return;
        }

        List<ActionSyntax> changes = ActionParser.Parse(directive.Arguments[1], state.Diagnostics);
        foreach (ActionSyntax action in changes.Where(static action => action.Is("id") || action.Is("phase") || action.Is("chain")))
        {
            state.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue, $"'{action.Name}' cannot be changed by SecRuleUpdateActionById.");
        }

        state.Exceptions.Add(() =>
        {
            foreach (RuleSyntax rule in Select(state, directive, selection, link))
            {
                rule.Actions = Merge(rule.Actions, changes);
            }
        });
    }

    private static void ForText(LoadState state, Directive directive, Func<string, RuleSelection> select, Action<LoadState, Directive, RuleSelection> carryOut)
    {
        if (directive.Arguments.Count == 0)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount, $"{directive.Name} needs an argument that says which rules.");
            return;
        }

        carryOut(state, directive, select(directive.Arguments[0].Text));
    }

    private static void Remove(LoadState state, Directive directive, RuleSelection selection) => state.Exceptions.Add(() =>
    {
        foreach (RuleSyntax rule in Select(state, directive, selection, 0).ToList())
        {
            state.Rules.Remove(rule);
        }
    });

    private static void UpdateTarget(LoadState state, Directive directive, RuleSelection selection, int link)
    {
        if (directive.Arguments.Count is < 2 or > 3)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount, $"{directive.Name} needs the rules, the targets, and at most one list of targets to replace.");
            return;
        }

        List<TargetSyntax> targets = TargetParser.Parse(directive.Arguments[1], state.Diagnostics);
        List<TargetSyntax> replaced = directive.Arguments.Count == 3 ? TargetParser.Parse(directive.Arguments[2], state.Diagnostics) : [];
        state.Exceptions.Add(() =>
        {
            foreach (RuleSyntax rule in Select(state, directive, selection, link))
            {
                rule.Targets.RemoveAll(old => replaced.Exists(item => IsSame(old, item)));
                rule.Targets.AddRange(targets);
            }
        });
    }

    private static bool IsSame(TargetSyntax left, TargetSyntax right) =>
        left.Name.Equals(right.Name, StringComparison.OrdinalIgnoreCase) && left.Selector == right.Selector
        && left.IsPattern == right.IsPattern && left.IsExclusion == right.IsExclusion && left.IsCount == right.IsCount;

    /// <summary>A new disruptive, phase-like or single-valued action takes the place of the old one; others are added.</summary>
    private static List<ActionSyntax> Merge(List<ActionSyntax> old, List<ActionSyntax> changes)
    {
        bool changesDisruption = changes.Exists(static action => ActionNames.Disruptive.Contains(action.Name));
        bool changesPipeline = changes.Exists(static action => action.Is("t"));
        bool IsReplaced(ActionSyntax action) =>
            (changesDisruption && ActionNames.Disruptive.Contains(action.Name))
            || (action.Is("t") ? changesPipeline && changes.Exists(static change => change.Is("t") && change.Value == "none")
                : !action.Is("setvar") && !action.Is("tag") && !action.Is("ctl") && !action.Is("expirevar") && !action.Is("initcol")
                    && changes.Exists(change => change.Is(action.Name)));
        return [.. old.Where(action => !IsReplaced(action)), .. changes];
    }

    private static IEnumerable<RuleSyntax> Select(LoadState state, Directive directive, RuleSelection selection, int link)
    {
        bool found = false;
        foreach (RuleSyntax rule in state.Rules.ToList())
        {
            if (rule.Marker is not null || !selection.Matches(rule.Id, rule.Values("tag"), rule.Values("msg")))
            {
                continue;
            }

            if (link > rule.Chain.Count)
            {
                continue;
            }

            found = true;
            yield return link == 0 ? rule : rule.Chain[link - 1];
        }

        if (!found)
        {
            state.Diagnostics.Warning(directive.Position, DiagnosticCodes.UnknownRule, $"{directive.Name} finds no rule that it means; it has no effect.");
        }
    }

    /// <summary><c>id:link</c>: the rule of the chain that is meant, 0 for its first; -1 when the link is no number.</summary>
    private static (string Rules, int Link) SplitLink(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, 0)
            : (text[..colon], int.TryParse(text.AsSpan(colon + 1), out int link) && link >= 0 ? link : -1);
    }
}
