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

    /// <summary>Says the same about the target as another with an equal text does.</summary>
    public required string Signature { get; init; }

    /// <summary>Whether it is resolved anew for each rule.</summary>
    public bool IsVolatile => Variable.IsVolatile || IsCount || KeyMacro is not null;

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
