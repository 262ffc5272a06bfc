namespace Edge.Rules.Matching;

/// <summary>An operator that can say what a value must contain to match it.</summary>
internal interface IRequiresLiterals
{
    /// <summary>Null when nothing useful is known.</summary>
    LiteralRequirement? Requirement { get; }
}
