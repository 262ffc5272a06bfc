using System.Globalization;
using System.Net;
using System.Text;

namespace Edge.LoadTests.Reporting;

/// <summary>Two lines over the time of a run, in steps: a value holds for the whole of its interval.</summary>
internal static class SvgChart
{
    private const double Width = 960;
    private const double Height = 200;
    private const double Left = 60;
    private const double Bottom = 24;
    private const double Top = 16;

    /// <param name="title">What is drawn.</param>
    /// <param name="unit">Of the values.</param>
    /// <param name="interval">Seconds for which each value holds.</param>
    /// <param name="seconds">Length of the axis.</param>
    /// <param name="first">Beginnings of intervals and values; intervals may be missing.</param>
    /// <param name="second">The same of the other line.</param>
    /// <param name="firstName">Name of a line.</param>
    /// <param name="secondName">Name of the other.</param>
    public static string Of(
        string title, string unit, double interval, double seconds, IReadOnlyList<(double X, double Y)> first, IReadOnlyList<(double X, double Y)> second, string firstName, string secondName)
    {
        double maxY = Nice(first.Concat(second).Select(static point => point.Y).DefaultIfEmpty().Max());
        var text = new StringBuilder($"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption>{HtmlReport.Wide}<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        for (int line = 0; line <= 4; line++)
        {
            double y = Y(maxY * line / 4, maxY);
            text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"#8893a7\" stroke-opacity=\".3\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{maxY * line / 4:0.###}</text>");
        }

        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 6}\">0 s</text><text x=\"{Width - 4}\" y=\"{Height - 6}\" text-anchor=\"end\">{seconds:0.#} s</text>");
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 60}\" y=\"{Height - 6}\">{unit}: <tspan style=\"fill:#2563c9\">■ {firstName}</tspan> <tspan style=\"fill:#c2410c\">■ {secondName}</tspan></text>");
        text.Append(Line(first, interval, seconds, maxY, "#2563c9")).Append(Line(second, interval, seconds, maxY, "#c2410c"));
        return text.Append("</svg></div></figure>\n").ToString();
    }

    private static string Line(IReadOnlyList<(double X, double Y)> points, double interval, double seconds, double maxY, string colour) =>
        $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"" + string.Join(' ', points.Select(point =>
            string.Create(CultureInfo.InvariantCulture, $"{X(point.X, seconds):0.#},{Y(point.Y, maxY):0.#} {X(point.X + interval, seconds):0.#},{Y(point.Y, maxY):0.#}"))) + "\"/>";

    private static double X(double second, double seconds) => Left + (second / seconds * (Width - Left));

    private static double Y(double value, double maxY) => Height - Bottom - (value / maxY * (Height - Bottom - Top));

    // The next of 1, 2, 5, 10 …
    private static double Nice(double value)
    {
        if (value <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * ((value / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }
}
