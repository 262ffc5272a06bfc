using Edge.Rules.Language;
using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>Turns the targets of a rule into what the engine resolves.</summary>
internal static class TargetCompiler
{
    public static CompiledTarget[] Compile(
        IReadOnlyList<TargetSyntax> syntax, IReadOnlyDictionary<string, string>? namespaces, CompilerContext context)
    {
        List<(VariableInfo Variable, TargetSyntax Syntax, KeyFilter Keys)> exclusions = [];
        foreach (TargetSyntax item in syntax.Where(static item => item.IsExclusion))
        {
            if (TryFind(item, context, out VariableInfo? variable) && TryFilter(item, context, out KeyFilter keys))
            {
                exclusions.Add((variable!, item, keys));
            }
        }

        List<CompiledTarget> targets = [];
        foreach (TargetSyntax item in syntax.Where(static item => !item.IsExclusion))
        {
            if (!TryFind(item, context, out VariableInfo? variable) || !TryFilter(item, context, out KeyFilter keys))
            {
                continue;
            }

            var mine = exclusions.Where(exclusion => exclusion.Variable.Kind == variable!.Kind).ToList();
            if (mine.Exists(exclusion => exclusion.Keys.IsAll || IsSameKey(exclusion.Syntax, item)))
            {
                continue; // Wholly excluded.
            }

            targets.Add(Create(variable!, item, keys, mine, namespaces, context));
        }

        return [.. targets];
    }

    public static bool TryFilter(TargetSyntax syntax, CompilerContext context, out KeyFilter filter)
    {
        filter = KeyFilter.All;
        if (syntax.Selector is null)
        {
            return true;
        }

        if (!syntax.IsPattern)
        {
            filter = new KeyFilter(syntax.Selector, null);
            return true;
        }

        if (KeyFilter.TryParsePattern(syntax.Selector, out KeyFilter? pattern, out string? error))
        {
            filter = pattern;
            return true;
        }

        context.Diagnostics.Error(syntax.Position, DiagnosticCodes.BadSelector,
            $"the selector '/{syntax.Selector}/' of '{syntax.Name}' is not a valid regular expression: {error}");
        return false;
    }

    private static CompiledTarget Create(VariableInfo variable, TargetSyntax item, KeyFilter keys,
        List<(VariableInfo Variable, TargetSyntax Syntax, KeyFilter Keys)> exclusions, IReadOnlyDictionary<string, string>? namespaces,
        CompilerContext context)
    {
        context.Uses(variable, item.Position);
        MacroText? macro = item.Selector is not null && item.Selector.Contains("%{", StringComparison.Ordinal)
            ? context.Macro(item.Selector, item.Position) : null;
        bool isPlainTx = variable.Kind == VariableKind.Tx && item.Selector is not null && !item.IsPattern && macro is null;
        string signature = string.Join('\n', exclusions.Select(static exclusion => Describe(exclusion.Syntax))
            .Concat(namespaces?.Select(static pair => $"{pair.Key}={pair.Value}") ?? [])
            .Prepend((item.IsCount ? "&" : "") + Describe(item with { Name = variable.Name })));
        Bodies.XmlPath? path = null;
        if (variable.Kind == VariableKind.Xml && !Bodies.XmlPath.TryParse(item.Selector!, namespaces, out path, out string? error))
        {
            context.Diagnostics.Error(item.Position, DiagnosticCodes.BadSelector, $"the XPath expression '{item.Selector}' is not valid: {error}");
        }

        return new CompiledTarget
        {
            Variable = variable,
            Selection = variable.Kind == VariableKind.Xml ? KeyFilter.All : keys,
            XPath = path,
            KeyMacro = macro,
            IsCount = item.IsCount,
            Exclusions = [.. exclusions.Select(static exclusion => exclusion.Keys)],
            TxSlot = isPlainTx ? context.TxNames.SlotOf(item.Selector!) : -1,
            Signature = signature,
        };
    }

    private static string Describe(TargetSyntax syntax) => $"{syntax.Name}:{(syntax.IsPattern ? "/" : "")}{syntax.Selector}";

    private static bool IsSameKey(TargetSyntax left, TargetSyntax right) =>
        left.IsPattern == right.IsPattern && string.Equals(left.Selector, right.Selector, StringComparison.OrdinalIgnoreCase);

    private static bool TryFind(TargetSyntax syntax, CompilerContext context, out VariableInfo? variable)
    {
        if (!VariableTable.TryGet(syntax.Name, out variable))
        {
            context.Diagnostics.Error(syntax.Position, DiagnosticCodes.UnknownVariable,
                $"unknown variable '{syntax.Name}'{Suggestion.For(syntax.Name, VariableTable.Names)}");
            return false;
        }

        if (syntax.Selector is not null && !variable.IsCollection)
        {
            context.Diagnostics.Error(syntax.Position, DiagnosticCodes.BadSelector,
                $"'{variable.Name}' is a single value and takes no selector, but '{syntax.Selector}' is written; remove the part after ':'.");
            return false;
        }

        if (variable.Kind == VariableKind.Xml && syntax.Selector is null)
        {
            context.Diagnostics.Error(syntax.Position, DiagnosticCodes.BadSelector,
                "'XML' needs an XPath expression, such as 'XML:/*'.");
            return false;
        }

        return true;
    }
}
