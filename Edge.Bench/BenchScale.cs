namespace Edge.Bench;

/// <summary>How much a benchmark works on: all of it to measure time; a thousandth where only bytes are counted, which do not depend on it.</summary>
public static class BenchScale
{
    /// <summary>Whether little is enough. Set before any benchmark is set up.</summary>
    public static bool IsSmall { get; set; }

    internal static int Of(int full) => IsSmall ? Math.Max(16, full / 1000) : full;
}
