using System.Globalization;

namespace Edge.Gateway.Portal.Design;

/// <summary>A scale from zero whose ticks people like to read: 1, 2, 2.5 or 5 times a power of ten.</summary>
internal sealed class ChartScale
{
    /// <summary>Most ticks above zero.</summary>
    public const int MaxTicks = 5;

    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <param name="highest">Highest value that must fit; zero or less counts as 1.</param>
    public ChartScale(double highest)
    {
        highest = highest > 0 && double.IsFinite(highest) ? highest : 1;
        double power = Math.Pow(10, Math.Floor(Math.Log10(highest / MaxTicks)));
        double step = Steps.Select(candidate => candidate * power).First(candidate => candidate * MaxTicks >= highest * 0.999999);
        int count = (int)Math.Ceiling(highest / step * 0.999999);
        Top = step * count;
        Ticks = [.. Enumerable.Range(0, count + 1).Select(index => index * step)];
    }

    /// <summary>The highest tick.</summary>
    public double Top { get; }

    /// <summary>From zero on.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>A number as people write it on an axis: 950, 1.2 k, 3 M.</summary>
    public static string Short(double value) => value switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000:0.##} M"),
        >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.##} k"),
        _ => value.ToString("#,0.##", CultureInfo.InvariantCulture),
    };
}
