using System.Globalization;
using Edge.Rules.Actions;
using Edge.Rules.Language;
using Edge.Rules.Transformations;
using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>Collects what one rule's actions say.</summary>
internal sealed class ActionCompiler(CompilerContext context, bool isChained)
{
    public List<int> Pipeline { get; } = [];

    public List<IRuleAction> MatchActions { get; } = [];

    public List<IRuleAction> FinalActions { get; } = [];

    public List<MacroText> Tags { get; } = [];

    public List<string> TagTexts { get; } = [];

    public DisruptiveKind Disruptive { get; private set; }

    public bool IsBlock { get; private set; }

    public int? Status { get; private set; }

    public MacroText? RedirectTarget { get; private set; }

    public bool IsLogged { get; private set; } = true;

    public bool IsAudited { get; private set; } = true;

    public bool IsMultiMatch { get; private set; }

    public bool WantsCaptures { get; private set; }

    public MacroText? Message { get; private set; }

    public MacroText? LogData { get; private set; }

    public RuleSeverity Severity { get; private set; } = RuleSeverity.None;

    public string Revision { get; private set; } = "";

    public string Version { get; private set; } = "";

    public int Maturity { get; private set; }

    public int Accuracy { get; private set; }

    public int Skip { get; private set; }

    public string? SkipAfter { get; private set; }

    /// <summary>Takes over what <c>SecDefaultAction</c> says, then the rule's own actions.</summary>
    public void Compile(IReadOnlyList<ActionSyntax> defaults, IReadOnlyList<ActionSyntax> own)
    {
        foreach (ActionSyntax action in defaults)
        {
            Add(action, isDefault: true);
        }

        (DisruptiveKind Kind, int? Status, MacroText? Target) fallback = (Disruptive, Status, RedirectTarget);
        Disruptive = DisruptiveKind.None;
        foreach (ActionSyntax action in own)
        {
            Add(action, isDefault: false);
        }

        if (IsBlock || Disruptive == DisruptiveKind.None)
        {
            // 'block', or nothing at all, means what the default action says.
            Disruptive = fallback.Kind;
            RedirectTarget ??= fallback.Target;
        }
    }

    private void Add(ActionSyntax action, bool isDefault)
    {
        if (!Check(action) || (isChained && !isDefault && IsRefusedInChain(action)))
        {
            return;
        }

        string value = action.Value ?? "";
        switch (action.Name.ToUpperInvariant())
        {
            case "T": AddTransformation(action, value); break;
            case "LOG": IsLogged = true; IsAudited = true; break;
            case "NOLOG": IsLogged = false; IsAudited = false; break;
            case "AUDITLOG": IsAudited = true; break;
            case "NOAUDITLOG": IsAudited = false; break;
            case "CAPTURE": WantsCaptures = true; break;
            case "MULTIMATCH": IsMultiMatch = true; break;
            case "MSG": Message = context.Macro(value, action.Position); break;
            case "LOGDATA": LogData = context.Macro(value, action.Position); break;
            case "TAG": Tags.Add(context.Macro(value, action.Position)); TagTexts.Add(value); break;
            case "REV": Revision = value; break;
            case "VER": Version = value; break;
            case "MATURITY": Maturity = Number(action, value, 0, 9); break;
            case "ACCURACY": Accuracy = Number(action, value, 0, 9); break;
            case "SEVERITY": Severity = ParseSeverity(action, value); break;
            case "STATUS": Status = Number(action, value, 100, 599); break;
            case "SKIP": Skip = Number(action, value, 1, int.MaxValue); break;
            case "SKIPAFTER": SkipAfter = value; break;
            case "PASS": SetDisruptive(DisruptiveKind.Pass); break;
            case "DENY": SetDisruptive(DisruptiveKind.Deny); break;
            case "DROP": SetDisruptive(DisruptiveKind.Drop); break;
            case "BLOCK": IsBlock = true; break;
            case "ALLOW": SetAllow(action); break;
            case "REDIRECT": SetDisruptive(DisruptiveKind.Redirect); RedirectTarget = context.Macro(value, action.Position); break;
            default: AddRuntime(action, value); break;
        }
    }

    private void AddRuntime(ActionSyntax action, string value)
    {
        IRuleAction? compiled = action.Name.ToUpperInvariant() switch
        {
            "SETVAR" => CollectionActionCompiler.SetVar(action, value, context),
            "INITCOL" => CollectionActionCompiler.InitCol(action, value, context),
            "EXPIREVAR" => CollectionActionCompiler.ExpireVar(action, value, context),
            "DEPRECATEVAR" => CollectionActionCompiler.DeprecateVar(action, context),
            "SETSID" => CollectionActionCompiler.SetIdentity(VariableKind.Session, action, value, context),
            "SETUID" => CollectionActionCompiler.SetIdentity(VariableKind.User, action, value, context),
            "SETRSC" => CollectionActionCompiler.SetIdentity(VariableKind.Resource, action, value, context),
            "SETENV" => CollectionActionCompiler.SetEnv(action, value, context),
            "CTL" => CtlCompiler.Compile(action, value, context),
            "SANITISEARG" => new SanitiseAction("ARGS", value),
            "SANITISEREQUESTHEADER" => new SanitiseAction("REQUEST_HEADERS", value),
            "SANITISERESPONSEHEADER" => new SanitiseAction("RESPONSE_HEADERS", value),
            "SANITISEMATCHED" or "SANITISEMATCHEDBYTES" => new SanitiseAction("", null),
            _ => null, // id, phase, chain: read before; xmlns: read by the targets.
        };
        if (compiled is not null)
        {
            (compiled is SetVarAction or SanitiseAction or InitColAction or SetIdentityAction ? MatchActions : FinalActions).Add(compiled);
        }
    }

    private bool Check(ActionSyntax action)
    {
        if (ActionNames.Refused.TryGetValue(action.Name, out string? why))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.UnknownAction, $"the action '{action.Name}' is not supported: {why}.");
            return false;
        }

        bool withValue = ActionNames.WithValue.Contains(action.Name);
        if (!withValue && !ActionNames.WithoutValue.Contains(action.Name) && !action.Is("allow"))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.UnknownAction,
                $"unknown action '{action.Name}'{Suggestion.For(action.Name, ActionNames.All)}");
            return false;
        }

        if (withValue && string.IsNullOrEmpty(action.Value) && !action.Is("sanitiseMatchedBytes"))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue, $"the action '{action.Name}' needs a value: write '{action.Name}:value'.");
            return false;
        }

        if (!withValue && !action.Is("allow") && action.Value is not null)
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue, $"the action '{action.Name}' takes no value, but '{action.Value}' is written.");
            return false;
        }

        return true;
    }

    private bool IsRefusedInChain(ActionSyntax action)
    {
        if (!ActionNames.StarterOnly.Contains(action.Name))
        {
            return false;
        }

        if (!action.Is("phase") && !action.Is("id"))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.StarterOnlyAction,
                $"the action '{action.Name}' may stand only in the first rule of a chain; move it there.");
        }

        return !action.Is("id");
    }

    private void SetDisruptive(DisruptiveKind kind)
    {
        Disruptive = kind;
        IsBlock = false;
    }

    private void SetAllow(ActionSyntax action)
    {
        switch (action.Value?.ToUpperInvariant())
        {
            case null: SetDisruptive(DisruptiveKind.AllowTransaction); break;
            case "PHASE": SetDisruptive(DisruptiveKind.AllowPhase); break;
            case "REQUEST": SetDisruptive(DisruptiveKind.AllowRequest); break;
            default:
                context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
                    $"'allow' takes 'phase', 'request' or no value, but '{action.Value}' is written.");
                break;
        }
    }

    private void AddTransformation(ActionSyntax action, string name)
    {
        if (name.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            Pipeline.Clear();
        }
        else if (TransformationRegistry.TryGet(name, out ITransformation? transformation))
        {
            Pipeline.Add(context.IndexOf(transformation));
        }
        else
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.UnknownTransformation,
                $"unknown transformation 't:{name}'{Suggestion.For(name, TransformationRegistry.Names, "t:")}");
        }
    }

    private int Number(ActionSyntax action, string value, int least, int most)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
            $"'{action.Name}' is '{value}'; write a whole number from {least} to {most}.");
        return 0;
    }

    private RuleSeverity ParseSeverity(ActionSyntax action, string value)
    {
        if (Enum.TryParse(value, ignoreCase: true, out RuleSeverity severity) && severity is >= RuleSeverity.Emergency and <= RuleSeverity.Debug)
        {
            return severity;
        }

        context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
            $"'severity' is '{value}'; write EMERGENCY, ALERT, CRITICAL, ERROR, WARNING, NOTICE, INFO, DEBUG or 0 to 7.");
        return RuleSeverity.None;
    }
}
