using Edge.Rules.Language;
using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>A text that may hold <c>%{VARIABLE.key}</c>, split once at load.</summary>
internal sealed class MacroText
{
    private MacroText(string source, MacroPart[] parts)
    {
        Source = source;
        Parts = parts;
        Constant = parts.Length switch
        {
            0 => "",
            1 when parts[0].Literal is string literal => literal,
            _ => null,
        };
    }

    public string Source { get; }

    public MacroPart[] Parts { get; }

    /// <summary>The text when it holds no macro, else null.</summary>
    public string? Constant { get; }

    public static MacroText Parse(string source, TxNames txNames, SourcePosition position, DiagnosticBag diagnostics)
    {
        List<MacroPart> parts = [];
        int at = 0;
        while (at < source.Length)
        {
            int open = source.IndexOf("%{", at, StringComparison.Ordinal);
            int close = open < 0 ? -1 : source.IndexOf('}', open);
            if (close < 0)
            {
                parts.Add(new MacroPart(source[at..], null, null, KeyFilter.All, -1));
                break;
            }

            if (open > at)
            {
                parts.Add(new MacroPart(source[at..open], null, null, KeyFilter.All, -1));
            }

            parts.Add(ParseVariable(source[(open + 2)..close], txNames, position, diagnostics));
            at = close + 1;
        }

        return new MacroText(source, [.. parts]);
    }

    private static MacroPart ParseVariable(string text, TxNames txNames, SourcePosition position, DiagnosticBag diagnostics)
    {
        int dot = text.AsSpan().IndexOfAny('.', ':');
        string name = dot < 0 ? text : text[..dot];
        string? key = dot < 0 ? null : text[(dot + 1)..];
        if (!VariableTable.TryGet(name, out VariableInfo? variable))
        {
            diagnostics.Error(position, DiagnosticCodes.BadMacro,
                $"the macro '%{{{text}}}' names the unknown variable '{name}'{Suggestion.For(name, VariableTable.Names)}");
            return new MacroPart("", null, null, KeyFilter.All, -1);
        }

        KeyFilter? keys = null;
        if (variable.IsCollection && key is ['/', _, .., '/'] && !KeyFilter.TryParsePattern(key[1..^1], out keys, out string? error))
        {
            diagnostics.Error(position, DiagnosticCodes.BadMacro, $"the selector of the macro '%{{{text}}}' is not a valid regular expression: {error}");
        }

        bool hasSlot = variable.Kind == VariableKind.Tx && key is not null && keys is null;
        return new MacroPart(null, variable, key, keys ?? new KeyFilter(key, null), hasSlot ? txNames.SlotOf(key!) : -1);
    }
}
