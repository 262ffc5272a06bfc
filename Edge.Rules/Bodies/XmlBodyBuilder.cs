using System.Text;

namespace Edge.Rules.Bodies;

/// <summary>Collects text and attribute values as UTF-8 bytes held as Latin-1 chars.</summary>
internal sealed class XmlBodyBuilder(int expectedLength)
{
    private readonly List<(int Start, int Length)> _attributes = [];
    private readonly StringBuilder _text = new(expectedLength);
    private readonly StringBuilder _values = new();

    public int AttributeCount => _attributes.Count;

    public void AppendText(string text) => Append(_text, text);

    public void AddAttribute(string value)
    {
        int start = _values.Length;
        Append(_values, value);
        _attributes.Add((start, _values.Length - start));
    }

    /// <param name="document">The bytes for XPath targets; null when the document is broken.</param>
    /// <param name="limits">The limits for XPath targets.</param>
    public XmlBody Build(byte[]? document, BodyLimits limits) =>
        new(_text.ToString(), _values.ToString(), [.. _attributes], document, limits);

    /// <summary>UTF-16 to UTF-8 bytes as chars; ASCII, the common case, is its own encoding.</summary>
    public static void Append(StringBuilder target, ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
        {
            target.Append(text);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int count = rune.EncodeToUtf8(utf8);
            for (int i = 0; i < count; i++)
            {
                target.Append((char)utf8[i]);
            }
        }
    }
}
