namespace Edge.Rules.Actions;

/// <summary>What <c>setvar</c> does.</summary>
internal enum SetVarOperation : byte
{
    Set, Add, Subtract, Remove,
}
