using System.Globalization;

namespace Edge.Gateway.Portal.Design;

/// <summary>Numbers as SVG attributes take them.</summary>
internal static class ShapeText
{
    /// <summary>A share, 0 to 1, as a percentage.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###}%");

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
