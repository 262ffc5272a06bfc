using System.Globalization;
using Edge.Rules.Language;
using Edge.Rules.Operators;

namespace Edge.Rules.Compilation;

/// <summary>Compiles one rule, or a chain of rules.</summary>
internal static class RuleCompiler
{
    public static CompiledRule Compile(RuleSyntax syntax, int index, CompilerContext context)
    {
        CompiledRule starter = CompileOne(syntax, index, isChained: false, context);
        CompiledRule last = starter;
        foreach (RuleSyntax link in syntax.Chain)
        {
            CompiledRule next = CompileOne(link, index, isChained: true, context);
            (last.Next, next.Previous) = (next, last);
            last = next;
            if (next.Status != 0)
            {
                starter.Status = StatusOf(starter.Disruptive, next.Status); // As in ModSecurity v3, what is said last counts.
            }
        }

        return starter;
    }

    /// <summary>A redirection needs a status that tells one, whatever <c>SecDefaultAction</c> says for denials.</summary>
    private static int StatusOf(DisruptiveKind disruptive, int? status) => disruptive == DisruptiveKind.Redirect
        ? status is >= 300 and < 400 ? status.Value : 302
        : status ?? 403;

    private static CompiledRule CompileOne(RuleSyntax syntax, int index, bool isChained, CompilerContext context)
    {
        ActionCompiler actions = new(context, isChained);
        actions.Compile(syntax.Defaults, syntax.Actions);
        DisruptiveKind disruptive = isChained ? DisruptiveKind.None : actions.Disruptive;
        OperatorSyntax? written = syntax.Operator;
        return new CompiledRule
        {
            Info = new RuleInfo(syntax.Id, syntax.Phase, actions.Message?.Source ?? "", [.. actions.TagTexts], actions.Severity,
                syntax.Position.File, syntax.Position.Line, actions.Revision, actions.Version, actions.Maturity, actions.Accuracy),
            Index = index,
            Targets = TargetCompiler.Compile(syntax.Targets, Namespaces(syntax, context), context),
            Operator = written is null ? null : CreateOperator(written, context),
            OperatorName = written?.Name ?? "",
            OperatorText = written?.Argument ?? "",
            OperatorArgument = written is null ? MacroText.Parse("", context.TxNames, syntax.Position, context.Diagnostics) : Argument(written, context),
            IsNegated = written?.Negated ?? false,
            Pipeline = [.. actions.Pipeline],
            IsMultiMatch = actions.IsMultiMatch && actions.Pipeline.Count > 0,
            WantsCaptures = actions.WantsCaptures,
            MatchActions = [.. actions.MatchActions],
            FinalActions = [.. actions.FinalActions],
            Disruptive = disruptive,
            Status = isChained ? actions.Status ?? 0 : StatusOf(disruptive, actions.Status),
            RedirectTarget = actions.RedirectTarget,
            IsLogged = actions.IsLogged,
            IsAudited = actions.IsAudited,
            Message = actions.Message,
            LogData = actions.LogData,
            Tags = [.. actions.Tags],
            Skip = actions.Skip,
            SkipAfter = actions.SkipAfter,
        };
    }

    /// <summary><c>xmlns:prefix=uri</c>: what the prefixes in XPath targets mean.</summary>
    private static Dictionary<string, string>? Namespaces(RuleSyntax syntax, CompilerContext context)
    {
        Dictionary<string, string>? namespaces = null;
        foreach (ActionSyntax action in syntax.Actions.Where(static action => action.Is("xmlns") && action.Value is not null))
        {
            string value = action.Value!;
            int equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == value.Length - 1)
            {
                context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
                    $"'xmlns' is '{value}'; write 'prefix=namespace', such as 'soap=http://schemas.xmlsoap.org/soap/envelope/'.");
                continue;
            }

            (namespaces ??= [])[value[..equals]] = value[(equals + 1)..];
        }

        return namespaces;
    }

    /// <summary>Regular expressions may hold <c>%{</c> without meaning a macro, so only operators that expand are read for them.</summary>
    private static MacroText Argument(OperatorSyntax written, CompilerContext context)
    {
        bool expands = !written.Name.Equals("rx", StringComparison.OrdinalIgnoreCase) || HasKnownMacro(written.Argument);
        return expands
            ? context.Macro(written.Argument, written.ArgumentPosition)
            : MacroText.Parse("", context.TxNames, written.ArgumentPosition, context.Diagnostics);
    }

    private static bool HasKnownMacro(string text)
    {
        int open = text.IndexOf("%{", StringComparison.Ordinal);
        int close = open < 0 ? -1 : text.IndexOf('}', open);
        return close > 0 && Variables.VariableTable.TryGet(text[(open + 2)..close].Split('.', ':')[0], out _);
    }

    private static IOperator? CreateOperator(OperatorSyntax written, CompilerContext context)
    {
        if (OperatorRegistry.Refused.TryGetValue(written.Name, out string? why))
        {
            context.Diagnostics.Error(written.NamePosition, DiagnosticCodes.UnknownOperator, $"the operator '@{written.Name}' is not supported: {why}.");
            return null;
        }

        string? known = OperatorRegistry.Names.FirstOrDefault(name => name.Equals(written.Name, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            context.Diagnostics.Error(written.NamePosition, DiagnosticCodes.UnknownOperator,
                $"unknown operator '@{written.Name}'{Suggestion.For(written.Name, OperatorRegistry.Names, "@")}");
            return null;
        }

        SourcePosition at = written.ArgumentPosition;
        OperatorArgument argument = new(written.Argument, at.File, at.Line, at.Column);
        if (!OperatorRegistry.TryCreate(known, argument, context.Services, out IOperator? created, out string? error))
        {
            context.Diagnostics.Error(at, DiagnosticCodes.BadOperatorArgument, string.Create(CultureInfo.InvariantCulture, $"'@{known}': {error}"));
            return null;
        }

        return created;
    }
}
