using System.Buffers;
using System.Globalization;
using System.Text;

namespace Edge.Gateway.Observability;

/// <summary>The words and numbers of the Prometheus text format 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>Bytes that the longest number needs: <c>-1.7976931348623157E+308</c> has 24.</summary>
    private const int MaxNumberBytes = 32;

    public static void WriteNumber(IBufferWriter<byte> output, long value)
    {
        value.TryFormat(output.GetSpan(MaxNumberBytes), out int written, provider: CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    public static void WriteNumber(IBufferWriter<byte> output, double value)
    {
        if (!double.IsFinite(value))
        {
            output.Write(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        value.TryFormat(output.GetSpan(MaxNumberBytes), out int written, provider: CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>The two comment lines before the samples of a family.</summary>
    public static byte[] Header(string name, string help, string type)
    {
        StringBuilder text = new();
        text.Append("# HELP ").Append(name).Append(' ');
        LabelText.AppendEscaped(text, help, escapesQuotes: false);
        text.Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>One sample: <c>name{labels,extra} </c>, to be followed by the number and a line feed.</summary>
    public static void WriteSampleStart(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> extraLabel)
    {
        output.Write(name);
        if (!labels.IsEmpty || !extraLabel.IsEmpty)
        {
            output.Write("{"u8);
            output.Write(labels);
            if (!labels.IsEmpty && !extraLabel.IsEmpty)
            {
                output.Write(","u8);
            }

            output.Write(extraLabel);
            output.Write("}"u8);
        }

        output.Write(" "u8);
    }
}
