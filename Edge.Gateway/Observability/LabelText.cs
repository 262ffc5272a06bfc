using System.Globalization;
using System.Text;

namespace Edge.Gateway.Observability;

/// <summary>Renders tags as Prometheus labels. Runs once per tag set, not per measurement.</summary>
internal static class LabelText
{
    /// <summary>The labels of the series that takes what no other series may take (OpenTelemetry SDK specification, "Overflow attribute").</summary>
    public const string Overflow = "otel_metric_overflow=\"true\"";

    /// <summary>
    /// The labels in the order of their names, escaped, without braces. Tags with a null or empty value are left out, since
    /// Prometheus holds an empty label for an absent one. Values of tags whose label names are the same are joined by <c>;</c>.
    /// </summary>
    /// <param name="tags">The tags of a measurement, in any order.</param>
    /// <param name="reservesLe">Whether <c>le</c> is taken by the buckets of a histogram; a tag of that name becomes <c>le_</c>.</param>
    public static string Render(ReadOnlySpan<KeyValuePair<string, object?>> tags, bool reservesLe)
    {
        SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach ((string key, object? value) in tags)
        {
            string text = ValueOf(value);
            if (text.Length != 0)
            {
                string name = NameOf(key, reservesLe);
                labels[name] = labels.TryGetValue(name, out string? other) ? $"{other};{text}" : text;
            }
        }

        StringBuilder rendered = new();
        foreach ((string name, string value) in labels)
        {
            rendered.Append(rendered.Length == 0 ? "" : ",").Append(name).Append("=\"");
            AppendEscaped(rendered, value, escapesQuotes: true);
            rendered.Append('"');
        }

        return rendered.ToString();
    }

    /// <summary>Escapes as the text format 0.0.4 asks: backslash and line feed, and the quote inside label values.</summary>
    public static void AppendEscaped(StringBuilder output, string value, bool escapesQuotes)
    {
        foreach (Rune rune in value.EnumerateRunes()) // Half surrogate pairs come as U+FFFD: the output is valid UTF-8.
        {
            _ = rune.Value switch
            {
                '\\' => output.Append("\\\\"),
                '\n' => output.Append("\\n"),
                '"' when escapesQuotes => output.Append("\\\""),
                _ => output.Append(rune.ToString()),
            };
        }
    }

    private static string NameOf(string key, bool reservesLe)
    {
        string name = MetricNaming.Sanitize(key);
        return reservesLe && name == "le" ? "le_" : name;
    }

    private static string ValueOf(object? value)
    {
        string text = value switch
        {
            null => "",
            string same => same,
            bool flag => flag ? "true" : "false",
            IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.Length <= MetricLimits.MaxLabelValueChars ? text : text[..MetricLimits.MaxLabelValueChars];
    }
}
