using System.Globalization;
using Edge.Rules.Compilation;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Replaces <c>%{VARIABLE.key}</c> by what the variable is now; a variable that is not there gives nothing.</summary>
internal sealed class MacroExpander(TransactionState state)
{
    /// <summary>Chars that an expanded text may have; the rest is cut, so that texts made of texts cannot grow without end.</summary>
    private const int MaxExpandedChars = 64 * 1024;

    private char[] _buffer = new char[512];

    /// <param name="text">What to expand.</param>
    /// <param name="most">Chars that are wanted: of several parts no more are put together.</param>
    public TextSlice Expand(MacroText text, int most = MaxExpandedChars)
    {
        if (text.Constant is string constant)
        {
            return TextSlice.Constant(constant);
        }

        if (text.Parts.Length == 1)
        {
            return Resolve(text.Parts[0]);
        }

        int length = 0;
        foreach (MacroPart part in text.Parts)
        {
            ReadOnlySpan<char> piece = part.Literal is string literal ? literal : state.Arena.Get(Resolve(part));
            piece = piece[..Math.Min(piece.Length, most - length)];
            if (piece.Length > _buffer.Length - length)
            {
                Array.Resize(ref _buffer, Math.Max(length + piece.Length, _buffer.Length * 2));
            }

            piece.CopyTo(_buffer.AsSpan(length));
            length += piece.Length;
        }

        return state.Arena.Add(_buffer.AsSpan(0, length));
    }

    private TextSlice Resolve(MacroPart part)
    {
        VariableInfo variable = part.Variable!;
        if (part.TxSlot >= 0)
        {
            _ = state.Tx.TryGet(part.TxSlot, out TextSlice value);
            return value;
        }

        if (!variable.IsCollection)
        {
            _ = ScalarResolver.TryResolve(state, variable.Kind, out TextSlice value);
            return value;
        }

        if (variable.IsPersistent)
        {
            return part.Key is not null && state.Persistent.TryGet(variable.Kind, part.Key, out string value)
                ? TextSlice.Constant(value) : TextSlice.Empty;
        }

        return variable.Kind switch
        {
            VariableKind.Rule => Rule(part.Key ?? "id"),
            VariableKind.Env => state.Environment.TryGet(part.Key ?? "", out TextSlice value) ? value : TextSlice.Empty,
            VariableKind.MatchedVars => state.Matched.Count == 0 ? TextSlice.Empty : state.Matched[0].Value,
            VariableKind.MatchedVarsNames => state.Matched.Count == 0 ? TextSlice.Empty
                : state.Arena.Add(state.Describe(state.Matched[0].Variable, state.Matched[0].Key)),
            VariableKind.Xml or VariableKind.Tx => TextSlice.Empty,
            _ => Entry(variable, part.Key),
        };
    }

    private TextSlice Entry(VariableInfo variable, string? key)
    {
        EntryList store = state.Store(variable.Store);
        for (int index = 0; index < store.Count; index++)
        {
            ref EntryList.Entry entry = ref store[index];
            if ((entry.Origin & variable.Origin) != 0 && (key is null || Names.EqualIgnoringCase(state.Arena.Get(entry.Name), key)))
            {
                return variable.IsNames ? entry.Name : entry.Value;
            }
        }

        return TextSlice.Empty;
    }

    private TextSlice Rule(string key)
    {
        CompiledRule? rule = state.CurrentRule;
        if (rule is null)
        {
            return TextSlice.Empty;
        }

        return key.ToUpperInvariant() switch
        {
            "ID" => state.Arena.Add(rule.Id.ToString(CultureInfo.InvariantCulture)),
            "REV" => TextSlice.Constant(rule.Info.Revision),
            "SEVERITY" => SmallNumbers.ToText((long)rule.Info.Severity, state.Arena),
            "MSG" => rule.Message is null ? TextSlice.Empty : TextSlice.Constant(rule.Message.Source),
            "LOGDATA" => rule.LogData is null ? TextSlice.Empty : TextSlice.Constant(rule.LogData.Source),
            _ => TextSlice.Empty,
        };
    }
}
