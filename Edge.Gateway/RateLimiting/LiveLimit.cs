using System.Globalization;

namespace Edge.Gateway.RateLimiting;

/// <summary>What was decided of a tenant's limit in a bucket without a file.</summary>
/// <param name="Limit">Units per window; 0 for what the files say.</param>
/// <param name="Configured">What the files said then: when they say something else, they are the newer word.</param>
/// <param name="WarningPercent">Share of the limit at which a warning is due; 0 for what the files say.</param>
internal readonly record struct LiveLimit(long Limit, long Configured, int WarningPercent)
{
    /// <summary>Reads a decision's value; what is none is nothing.</summary>
    public static LiveLimit Parse(string text)
    {
        string[] numbers = text.Split(':');
        return numbers.Length == 3
            && long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out long limit) && limit <= LimitsCompiler.MaxLimit
            && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out long configured)
            && int.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out int warning) && warning <= LimitsCompiler.MaxWarningPercent
            ? new LiveLimit(limit, configured, warning)
            : default;
    }

    /// <summary>As it is kept; null when nothing is left of it.</summary>
    public string? ToValue() => this is { Limit: 0, WarningPercent: 0 } ? null : string.Create(CultureInfo.InvariantCulture, $"{Limit}:{Configured}:{WarningPercent}");
}
