using Edge.Rules.Language;

namespace Edge.Rules.Compilation;

/// <summary>Compiles all rules and orders them into phases.</summary>
internal static class PlanCompiler
{
    public static RulePlan? Compile(IReadOnlyList<RuleSyntax> syntax, CompilerContext context)
    {
        List<CompiledRule> rules = [];
        List<object>[] phases = [.. Enumerable.Range(0, RulePlan.PhaseCount + 1).Select(static _ => new List<object>())];
        foreach (RuleSyntax item in syntax)
        {
            if (item.Marker is string marker)
            {
                foreach (List<object> phase in phases)
                {
                    phase.Add(marker); // As in ModSecurity, a marker stands in every phase.
                }

                continue;
            }

            CompiledRule rule = RuleCompiler.Compile(item, rules.Count, context);
            rules.Add(rule);
            phases[item.Phase].Add(rule);
        }

        context.CheckCollections();
        if (context.Diagnostics.HasErrors)
        {
            return null;
        }

        context.TxNames.Freeze();
        CompiledRule[][] ordered = [.. phases.Select(phase => Order(phase, context))];
        return Finish([.. rules], ordered, context);
    }

    private static RulePlan Finish(CompiledRule[] rules, CompiledRule[][] phases, CompilerContext context)
    {
        GroupTable groups = new();
        ClauseTable clauses = new();
        foreach (CompiledRule starter in rules)
        {
            for (CompiledRule? rule = starter; rule is not null; rule = rule.Next)
            {
                Array.ForEach(rule.Targets, target => target.FindKnownTxSlots(context.TxNames));
                groups.Assign(rule);
                clauses.Assign(rule);
                foreach (Actions.IRuleAction action in rule.FinalActions.Concat(rule.MatchActions))
                {
                    action.Bind(rules);
                }
            }
        }

        groups.MarkSparse(rules.SelectMany(static starter => starter.Chain()));
        TriggerTable triggers = new(context.Transformations);
        Array.ForEach(groups.Sets, set => set.Changing = triggers.BeyondCase(set.Pipeline));
        return new RulePlan
        {
            Settings = context.Settings,
            TxNames = context.TxNames,
            Phases = phases,
            Gates = [.. phases.Select(rules => context.Settings.IsPlain ? new RuleGate[rules.Length] : [.. rules.Select(RuleGate.Of)])],
            Rules = rules,
            Transformations = context.Transformations,
            Triggers = triggers,
            Groups = groups.Groups,
            GroupSets = groups.Sets,
            UsesFileContents = rules.Any(static starter => UsesFileContents(starter)),
            RequestFilter = LiteralFilter.Create(clauses.RequestClauses),
            ResponseFilter = LiteralFilter.Create(clauses.ResponseClauses),
        };
    }

    private static bool UsesFileContents(CompiledRule starter)
    {
        for (CompiledRule? rule = starter; rule is not null; rule = rule.Next)
        {
            if (Array.Exists(rule.Targets, static target => target.Variable.Kind == Variables.VariableKind.FilesTmpContent))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Drops the markers and resolves <c>skipAfter</c>, which is a marker further on, or a rule's id.</summary>
    private static CompiledRule[] Order(List<object> items, CompilerContext context)
    {
        List<CompiledRule> rules = [.. items.OfType<CompiledRule>()];
        int position = 0;
        for (int index = 0; index < items.Count; index++)
        {
            if (items[index] is not CompiledRule rule)
            {
                continue;
            }

            position++;
            if (rule.SkipAfter is string marker)
            {
                rule.SkipTo = Find(items, index + 1, position, marker, rule, context);
            }
        }

        return [.. rules];
    }

    private static int Find(List<object> items, int start, int position, string marker, CompiledRule rule, CompilerContext context)
    {
        for (int index = start; index < items.Count; index++)
        {
            if (items[index] is string name)
            {
                if (name.Equals(marker, StringComparison.OrdinalIgnoreCase))
                {
                    return position;
                }

                continue;
            }

            position++;
            if (((CompiledRule)items[index]).Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == marker)
            {
                return position;
            }
        }

        context.Diagnostics.Warning(new SourcePosition(rule.Info.File, rule.Info.Line, 1), DiagnosticCodes.UnknownMarker,
            $"'skipAfter:{marker}' finds no marker or rule of that name further on; a match skips the rest of the phase.");
        return position;
    }
}
