using Edge.Rules.Compilation;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Replaces <c>%{VARIABLE.key}</c> by what the variable is now; a variable that is not there gives nothing.</summary>
internal sealed class MacroExpander(TransactionState state)
{
    /// <summary>Chars that an expanded text may have; the rest is cut, so that texts made of texts cannot grow without end.</summary>
    private const int MaxExpandedChars = 64 * 1024;

    private char[] _buffer = new char[512];
    private char[] _innerBuffer = new char[512];
    private bool _isInRuleText;

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

    /// <summary>A rule's <c>msg</c> or <c>logdata</c> inside another text. Inside such a text it stands as written, so that none is made of itself.</summary>
    public TextSlice ExpandRuleText(MacroText text)
    {
        if (text.Constant is not null || _isInRuleText)
        {
            return TextSlice.Constant(text.Source);
        }

        _isInRuleText = true;
        (_buffer, _innerBuffer) = (_innerBuffer, _buffer); // The outer text is being put together in the other one.
        try
        {
            return Expand(text);
        }
        finally
        {
            (_buffer, _innerBuffer) = (_innerBuffer, _buffer);
            _isInRuleText = false;
        }
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

        return variable.Kind switch
        {
            VariableKind.Rule => RuleVariables.TryGet(state, part.Key ?? "id", out TextSlice value) ? value : TextSlice.Empty,
            VariableKind.Env => First(state.Environment, part.Keys),
            VariableKind.Tx => First(state.Tx, part.Keys),
            VariableKind.MatchedVars or VariableKind.MatchedVarsNames => FirstMatched(variable.Kind, part.Keys),
            VariableKind.Xml => TextSlice.Empty,
            _ => variable.IsPersistent ? FirstPersistent(variable.Kind, part.Keys) : FirstEntry(variable, part.Keys),
        };
    }

    private TextSlice First(TxVariables variables, KeyFilter keys)
    {
        for (int index = 0; index < variables.Capacity && !keys.IsAll; index++)
        {
            if (variables.TryGet(index, out TextSlice value) && keys.Matches(state.Arena.Get(variables.NameAt(index))))
            {
                return value;
            }
        }

        return TextSlice.Empty;
    }

    private TextSlice FirstMatched(VariableKind kind, KeyFilter keys)
    {
        for (int index = 0; index < state.Matched.Count; index++)
        {
            (VariableInfo variable, TextSlice key, TextSlice value) = state.Matched[index];
            if (keys.IsAll && kind == VariableKind.MatchedVars)
            {
                return value;
            }

            string name = state.Describe(variable, key);
            if (keys.Matches(name))
            {
                return kind == VariableKind.MatchedVars ? value : state.Arena.Add(name);
            }
        }

        return TextSlice.Empty;
    }

    private TextSlice FirstPersistent(VariableKind kind, KeyFilter keys)
    {
        if (keys.Key is string key)
        {
            return state.Persistent.TryGet(kind, key, out string value) ? TextSlice.Constant(value) : TextSlice.Empty;
        }

        foreach ((string name, string value) in keys.IsAll ? [] : state.Persistent.Enumerate(kind))
        {
            if (keys.Matches(name))
            {
                return TextSlice.Constant(value);
            }
        }

        return TextSlice.Empty;
    }

    private TextSlice FirstEntry(VariableInfo variable, KeyFilter keys)
    {
        EntryList store = state.Store(variable.Store);
        for (int index = 0; index < store.Count; index++)
        {
            ref EntryList.Entry entry = ref store[index];
            if ((entry.Origin & variable.Origin) != 0 && keys.Matches(state.Arena.Get(entry.Name)))
            {
                return variable.IsNames ? entry.Name : entry.Value;
            }
        }

        return TextSlice.Empty;
    }
}
