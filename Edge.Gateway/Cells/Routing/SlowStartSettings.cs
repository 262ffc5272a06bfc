namespace Edge.Gateway.Cells.Routing;

/// <summary>How the share of a destination that returned grows. Envoy's formula and defaults: weight × max(least, (elapsed ÷ window)^(1 ÷ aggression)).</summary>
/// <param name="Window">Time until it has its full share; zero is off.</param>
/// <param name="Aggression">1 grows evenly, more grows faster at first.</param>
/// <param name="MinWeightPercent">The share it begins with.</param>
internal sealed record SlowStartSettings(TimeSpan Window, double Aggression, int MinWeightPercent)
{
    public static SlowStartSettings Default { get; } = new(TimeSpan.FromSeconds(30), 1, 10);

    /// <summary>Part of its weight, 0 to 1, that a destination has some time after its return.</summary>
    public double FactorAfter(TimeSpan elapsed) =>
        elapsed >= Window ? 1 : Math.Max(MinWeightPercent / 100d, Math.Pow(Math.Max(0, elapsed / Window), 1 / Aggression));
}
