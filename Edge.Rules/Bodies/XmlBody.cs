using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml;
using System.Xml.XPath;

namespace Edge.Rules.Bodies;

/// <summary>A parsed XML body: what <c>XML:/*</c> and <c>XML://@*</c> give at once, and other XPath targets on demand.</summary>
/// <remarks>Values are UTF-8 bytes held as Latin-1 chars. Used by one transaction, so not thread-safe.</remarks>
internal sealed class XmlBody
{
    private readonly string _text;
    private readonly string _attributeValues;
    private readonly (int Start, int Length)[] _attributes;
    private readonly byte[]? _document;
    private readonly BodyLimits _limits;
    private XPathNavigator? _navigator;

    public XmlBody(string text, string attributeValues, (int Start, int Length)[] attributes, byte[]? document, BodyLimits limits)
    {
        _text = text;
        _attributeValues = attributeValues;
        _attributes = attributes;
        _document = document;
        _limits = limits;
    }

    /// <summary><c>XML:/*</c>: all text of the root element, concatenated. Of a broken document, the text before the error.</summary>
    public ReadOnlyMemory<char> Text => _text.AsMemory();

    /// <summary>How many values <c>XML://@*</c> gives.</summary>
    public int AttributeCount => _attributes.Length;

    /// <summary>One value of <c>XML://@*</c>, in document order.</summary>
    public ReadOnlyMemory<char> GetAttribute(int index) =>
        _attributeValues.AsMemory(_attributes[index].Start, _attributes[index].Length);

    /// <summary>Appends what a target selects: one value a node, as ModSecurity v3. A broken document has only the two quick targets.</summary>
    /// <returns>False, with the reason, when the path cannot be evaluated or selects more than <see cref="BodyLimits.MaxXmlSelectedNodes"/>.</returns>
    public bool TrySelect(XmlPath path, ICollection<ReadOnlyMemory<char>> values, [NotNullWhen(false)] out string? error)
    {
        error = null;
        switch (path.Kind)
        {
            case XmlPathKind.RootText:
                values.Add(Text);
                return true;
            case XmlPathKind.AllAttributes:
                for (int i = 0; i < AttributeCount; i++)
                {
                    values.Add(GetAttribute(i));
                }

                return true;
            default:
                return TryEvaluate(path, values, out error);
        }
    }

    private bool TryEvaluate(XmlPath path, ICollection<ReadOnlyMemory<char>> values, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (_document is null)
        {
            return true; // REQBODY_ERROR already says why there is nothing.
        }

        try
        {
            if (path.CreateExpression().ReturnType != XPathResultType.NodeSet)
            {
                return true; // Numbers, strings and booleans select nothing: as v3, which looks only at node sets.
            }

            _navigator ??= CreateNavigator(_document);
            int selected = 0;
            foreach (XPathNavigator node in _navigator.Select(path.CreateExpression()))
            {
                if (selected++ == _limits.MaxXmlSelectedNodes)
                {
                    error = $"XML:{path.Text} selects more than {_limits.MaxXmlSelectedNodes} nodes.";
                    return false;
                }

                StringBuilder value = new();
                XmlBodyBuilder.Append(value, node.Value);
                values.Add(value.ToString().AsMemory());
            }

            return true;
        }
        catch (Exception failure) when (failure is XPathException or XmlException or ArgumentException)
        {
            error = $"XML:{path.Text} cannot be evaluated: {failure.Message}";
            return false;
        }
    }

    private static XPathNavigator CreateNavigator(byte[] document)
    {
        using XmlReader reader = XmlProcessor.CreateReader(document);
        return new XPathDocument(reader, XmlSpace.Preserve).CreateNavigator();
    }
}
