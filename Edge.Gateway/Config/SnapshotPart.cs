namespace Edge.Gateway.Config;

/// <summary>Numbers the kinds of parts of a snapshot, so that a request finds one by array index.</summary>
internal static class SnapshotPart
{
    /// <summary>Most kinds of parts; one per feature.</summary>
    public const int MaxKinds = 32;

    private static int _kinds;

    private static int Next()
    {
        int index = Interlocked.Increment(ref _kinds) - 1;
        return index < MaxKinds ? index : throw new InvalidOperationException($"A snapshot has at most {MaxKinds} kinds of parts.");
    }

    internal static class Of<T>
        where T : class
    {
        public static readonly int Index = Next();
    }
}
