using System.Globalization;
using Edge.Rules.Language;

namespace Edge.Rules.Compilation;

/// <summary><c>SecRule</c>, <c>SecAction</c>, <c>SecMarker</c> and <c>SecDefaultAction</c>.</summary>
internal static class RuleDirectives
{
    private const int DefaultPhase = 2;

    public static void SecRule(LoadState state, Directive directive)
    {
        if (directive.Arguments.Count is < 2 or > 3)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount,
                $"SecRule has {directive.Arguments.Count} arguments; write variables, an operator and actions, each in quotes where it holds blanks.");
            return;
        }

        Add(state, new RuleSyntax
        {
            Position = directive.Position,
            Targets = TargetParser.Parse(directive.Arguments[0], state.Diagnostics),
            Operator = OperatorSyntax.Parse(directive.Arguments[1]),
            Actions = directive.Arguments.Count == 3 ? ActionParser.Parse(directive.Arguments[2], state.Diagnostics) : [],
        });
    }

    public static void SecAction(LoadState state, Directive directive)
    {
        if (directive.Arguments.Count != 1)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount,
                $"SecAction has {directive.Arguments.Count} arguments; write one list of actions in quotes.");
            return;
        }

        Add(state, new RuleSyntax
        {
            Position = directive.Position,
            Actions = ActionParser.Parse(directive.Arguments[0], state.Diagnostics),
        });
    }

    public static void SecMarker(LoadState state, Directive directive)
    {
        if (directive.Arguments.Count != 1)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount,
                $"SecMarker has {directive.Arguments.Count} arguments; write one name.");
            return;
        }

        state.CloseChain();
        state.Rules.Add(new RuleSyntax { Position = directive.Position, Marker = directive.Arguments[0].Text });
    }

    public static void SecDefaultAction(LoadState state, Directive directive)
    {
        if (directive.Arguments.Count != 1)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount,
                $"SecDefaultAction has {directive.Arguments.Count} arguments; write one list of actions in quotes.");
            return;
        }

        List<ActionSyntax> actions = ActionParser.Parse(directive.Arguments[0], state.Diagnostics);
        foreach (ActionSyntax action in actions)
        {
            if (action.Is("id") || action.Is("chain") || action.Is("skip") || action.Is("skipAfter") || action.Is("msg"))
            {
                state.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue, $"'{action.Name}' may not stand in SecDefaultAction.");
            }
        }

        if (!actions.Exists(static action => action.Is("phase")))
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.BadPhase, "SecDefaultAction names no phase; add 'phase:' and the phase whose rules it is for.");
        }

        if (!actions.Exists(static action => ActionNames.Disruptive.Contains(action.Name) && !action.Is("block")))
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.BadValue,
                "SecDefaultAction does not say what 'block' means; add 'pass', 'deny', 'drop', 'redirect' or 'allow'.");
        }

        int phase = PhaseOf(actions, state);
        state.Defaults[phase] = [.. actions.Where(static action => !action.Is("phase") && !action.Is("block"))];
    }

    private static void Add(LoadState state, RuleSyntax rule)
    {
        RuleSyntax? starter = state.OpenChain;
        ReadId(state, rule, starter is not null);
        rule.Phase = starter?.Phase ?? PhaseOf(rule.Actions, state);
        rule.Defaults = state.Defaults[rule.Phase];
        if (starter is null)
        {
            state.Rules.Add(rule);
        }
        else
        {
            // A chained rule is not counted, logged or stopped on its own: only transformations are inherited.
            rule.Defaults = [.. rule.Defaults.Where(static action => action.Is("t"))];
            starter.Chain.Add(rule);
        }

        state.OpenChain = rule.IsChained ? starter ?? rule : null;
    }

    private static void ReadId(LoadState state, RuleSyntax rule, bool isChained)
    {
        string? text = rule.Values("id").LastOrDefault();
        if (text is null)
        {
            if (!isChained)
            {
                state.Diagnostics.Error(rule.Position, DiagnosticCodes.MissingId, "the rule has no id; add 'id:' and a number that no other rule has.");
            }

            return;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) || id == 0)
        {
            state.Diagnostics.Error(rule.Position, DiagnosticCodes.BadValue, $"'id' is '{text}'; write a whole number above 0.");
            return;
        }

        rule.Id = id;
        state.TryAddId(rule);
    }

    private static int PhaseOf(List<ActionSyntax> actions, LoadState state)
    {
        ActionSyntax? action = actions.FindLast(static action => action.Is("phase"));
        switch (action?.Value?.ToUpperInvariant())
        {
            case null: return DefaultPhase;
            case "REQUEST": return 2;
            case "RESPONSE": return 4;
            case "LOGGING": return 5;
            case ['1' or '2' or '3' or '4' or '5']: return action.Value[0] - '0';
            default:
                state.Diagnostics.Error(action.Position, DiagnosticCodes.BadPhase,
                    $"'phase' is '{action.Value}'; write 1 to 5, 'request', 'response' or 'logging'.");
                return DefaultPhase;
        }
    }
}
