using Edge.Rules.Actions;
using Edge.Rules.Language;
using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>Reads the values of the actions that write variables.</summary>
internal static class CollectionActionCompiler
{
    private static readonly string[] Writable = ["TX", "IP", "SESSION", "USER", "GLOBAL", "RESOURCE"];

    /// <summary><c>[!]collection.name[=[+-]value]</c></summary>
    public static IRuleAction? SetVar(ActionSyntax action, string value, CompilerContext context)
    {
        bool removes = value.StartsWith('!');
        string text = removes ? value[1..] : value;
        int equals = FindEquals(text);
        string target = Blank.Trim(equals < 0 ? text : text[..equals]);
        string operand = equals < 0 ? "1" : text[(equals + 1)..];
        if (!TrySplit(action, target, context, out VariableInfo? collection, out string name) || !IsWritable(action, collection!, context))
        {
            return null;
        }

        context.Uses(collection!, action.Position);
        SetVarOperation operation = removes ? SetVarOperation.Remove
            : operand.StartsWith('+') ? SetVarOperation.Add
            : operand.StartsWith('-') ? SetVarOperation.Subtract
            : SetVarOperation.Set;
        operand = operation is SetVarOperation.Add or SetVarOperation.Subtract ? operand[1..] : operand;
        MacroText macro = context.Macro(name, action.Position);
        int slot = collection!.Kind == VariableKind.Tx && macro.Constant is string constant ? context.TxNames.SlotOf(constant) : -1;
        return new SetVarAction(collection, macro, slot, operation, context.Macro(operand, action.Position));
    }

    /// <summary><c>collection=key</c></summary>
    public static IRuleAction? InitCol(ActionSyntax action, string value, CompilerContext context)
    {
        int equals = value.IndexOf('=', StringComparison.Ordinal);
        string name = Blank.Trim(equals < 0 ? value : value[..equals]);
        if (equals < 0 || !VariableTable.TryGet(name, out VariableInfo? collection) || !collection.IsPersistent)
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
                $"'initcol' is '{value}'; write 'ip', 'session', 'user', 'global' or 'resource', then '=' and the record's key.");
            return null;
        }

        context.Opens(collection.Kind);
        return new InitColAction(collection.Kind, context.Macro(value[(equals + 1)..], action.Position));
    }

    /// <summary><c>setsid</c>, <c>setuid</c>, <c>setrsc</c>: a record that the value names.</summary>
    public static SetIdentityAction SetIdentity(VariableKind collection, ActionSyntax action, string value, CompilerContext context)
    {
        context.Opens(collection);
        return new SetIdentityAction(collection, context.Macro(value, action.Position));
    }

    /// <summary><c>collection.name=seconds</c></summary>
    public static IRuleAction? ExpireVar(ActionSyntax action, string value, CompilerContext context)
    {
        int equals = FindEquals(value);
        if (equals < 0)
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
                $"'expirevar' is '{value}'; write 'collection.name=seconds', such as 'ip.counter=60'.");
            return null;
        }

        if (!TrySplit(action, Blank.Trim(value[..equals]), context, out VariableInfo? collection, out string name))
        {
            return null;
        }

        if (!collection!.IsPersistent)
        {
            context.Diagnostics.Warning(action.Position, DiagnosticCodes.NoEffect,
                $"'expirevar' on '{collection.Name}' has no effect: it ends with the transaction anyway.");
            return null;
        }

        context.Uses(collection, action.Position);
        return new ExpireVarAction(collection.Kind, context.Macro(name, action.Position), context.Macro(value[(equals + 1)..], action.Position));
    }

    public static IRuleAction? DeprecateVar(ActionSyntax action, CompilerContext context)
    {
        context.Diagnostics.Warning(action.Position, DiagnosticCodes.NoEffect,
            "'deprecatevar' has no effect, as in ModSecurity v3; use 'expirevar'.");
        return null;
    }

    /// <summary><c>name=value</c></summary>
    public static IRuleAction? SetEnv(ActionSyntax action, string value, CompilerContext context)
    {
        int equals = FindEquals(value);
        return new SetEnvAction(
            context.Macro(Blank.Trim(equals < 0 ? value : value[..equals]), action.Position),
            context.Macro(equals < 0 ? "1" : value[(equals + 1)..], action.Position));
    }

    /// <summary>The first equals sign outside of a macro.</summary>
    private static int FindEquals(string text)
    {
        int depth = 0;
        for (int index = 0; index < text.Length; index++)
        {
            depth += text[index] == '{' ? 1 : text[index] == '}' && depth > 0 ? -1 : 0;
            if (text[index] == '=' && depth == 0)
            {
                return index;
            }
        }

        return -1;
    }

    private static bool TrySplit(ActionSyntax action, string target, CompilerContext context, out VariableInfo? collection, out string name)
    {
        int dot = target.AsSpan().IndexOfAny('.', ':');
        string collectionName = dot < 0 ? target : target[..dot];
        name = dot < 0 ? "" : target[(dot + 1)..];
        collection = null;
        if (dot > 0 && name.Length > 0 && VariableTable.TryGet(collectionName, out collection))
        {
            return true;
        }

        context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
            $"'{action.Name}' names '{target}'; write 'collection.name', such as 'tx.score'{Suggestion.For(collectionName, Writable)}");
        return false;
    }

    private static bool IsWritable(ActionSyntax action, VariableInfo collection, CompilerContext context)
    {
        if (!collection.IsWritable)
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
                $"'{action.Name}' cannot write '{collection.Name}'; it can write {string.Join(", ", Writable)}.");
        }

        return collection.IsWritable;
    }
}
