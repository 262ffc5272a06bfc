namespace Edge.Rules.Operators;

/// <summary>An operator that compares numbers.</summary>
internal interface INumberComparison
{
    /// <summary>The numbers that match, when they are the same for all transactions; a range may be empty.</summary>
    bool TryGetRange(out int low, out int high);
}
