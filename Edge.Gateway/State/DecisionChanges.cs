namespace Edge.Gateway.State;

/// <summary>What is asked of the changes of one decision.</summary>
internal static class DecisionChanges
{
    /// <exception cref="ArgumentException">A key stands twice, or a text is too long.</exception>
    public static void Check(IReadOnlyList<DecisionChange> changes)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (DecisionChange change in changes)
        {
            if (!keys.Add(change.Key))
            {
                throw new ArgumentException($"'{change.Key}' stands twice in one decision.", nameof(changes));
            }

            if (change.Key.Length > DecisionEntry.MaxTextLength || change.Value is { Length: > DecisionKeys.MaxValueLength })
            {
                throw new ArgumentException($"The key or the value of '{change.Key}' is too long.", nameof(changes));
            }
        }
    }
}
