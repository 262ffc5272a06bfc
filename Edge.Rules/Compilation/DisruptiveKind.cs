namespace Edge.Rules.Compilation;

/// <summary>What a rule does to the flow when it matched.</summary>
internal enum DisruptiveKind : byte
{
    None, Pass, Deny, Drop, Redirect, AllowTransaction, AllowRequest, AllowPhase,
}
