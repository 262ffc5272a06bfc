using Edge.Rules.Bodies;
using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>One target of a rule, ready to run.</summary>
internal sealed class CompiledTarget
{
    public required VariableInfo Variable { get; init; }

    public KeyFilter Selection { get; init; } = KeyFilter.All;

    /// <summary>A key with macros, expanded for each transaction; null as a rule.</summary>
    public MacroText? KeyMacro { get; init; }

    public bool IsCount { get; init; }

    /// <summary>The expression of an <c>XML</c> target; null for all others.</summary>
    public XmlPath? XPath { get; init; }

    /// <summary>What <c>!VARIABLE:key</c> of the same rule takes away.</summary>
    public KeyFilter[] Exclusions { get; init; } = [];

    /// <summary>The slot of <c>TX:name</c>, else -1.</summary>
    public int TxSlot { get; init; } = -1;

    /// <summary>For <c>TX</c> without a plain key: the slots of known names that are meant, found once at load.</summary>
    public int[] KnownTxSlots { get; private set; } = [];

    /// <summary>Says the same about the target as another with an equal text does.</summary>
    public required string Signature { get; init; }

    /// <summary>Whether it is resolved anew for each rule.</summary>
    public bool IsVolatile => Variable.IsVolatile || IsCount || KeyMacro is not null;

    /// <summary>Called when all names are known.</summary>
    public void FindKnownTxSlots(TxNames names)
    {
        if (Variable.Kind == VariableKind.Tx && TxSlot < 0 && KeyMacro is null)
        {
            KnownTxSlots = [.. Enumerable.Range(0, names.Count).Where(slot => Selection.Matches(names.NameOf(slot)) && !IsExcluded(names.NameOf(slot)))];
        }
    }

    public bool IsExcluded(ReadOnlySpan<char> name)
    {
        foreach (KeyFilter exclusion in Exclusions)
        {
            if (exclusion.Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}
