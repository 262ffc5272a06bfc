using System.Diagnostics.CodeAnalysis;
using System.Xml;
using System.Xml.XPath;

namespace Edge.Rules.Bodies;

/// <summary>The XPath 1.0 expression of an <c>XML</c> target, compiled when rules load. Immutable, thread-safe.</summary>
internal sealed class XmlPath
{
    private readonly XPathExpression? _expression;

    private XmlPath(string text, XmlPathKind kind, XPathExpression? expression)
    {
        Text = text;
        Kind = kind;
        _expression = expression;
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    public XmlPathKind Kind { get; }

    /// <param name="text">What stands behind <c>XML:</c>.</param>
    /// <param name="namespaces">Prefix to namespace, from the rule's <c>xmlns</c> actions; null for none.</param>
    /// <param name="path">The compiled path.</param>
    /// <param name="error">What is wrong with the expression.</param>
    public static bool TryParse(
        string text,
        IReadOnlyDictionary<string, string>? namespaces,
        [NotNullWhen(true)] out XmlPath? path,
        [NotNullWhen(false)] out string? error)
    {
        path = text switch
        {
            "/*" => new XmlPath(text, XmlPathKind.RootText, expression: null),
            "//@*" => new XmlPath(text, XmlPathKind.AllAttributes, expression: null),
            _ => null,
        };
        error = null;
        if (path is not null)
        {
            return true;
        }

        try
        {
            XmlNamespaceManager manager = new(new NameTable());
            foreach ((string prefix, string uri) in namespaces ?? new Dictionary<string, string>())
            {
                manager.AddNamespace(prefix, uri);
            }

            path = new XmlPath(text, XmlPathKind.Expression, XPathExpression.Compile(text, manager));
            return true;
        }
        catch (Exception failure) when (failure is XPathException or ArgumentException)
        {
            error = failure.Message;
            return false;
        }
    }

    /// <summary>A copy for one evaluation: expressions hold state while they run.</summary>
    public XPathExpression CreateExpression() =>
        (_expression ?? throw new InvalidOperationException($"'{Text}' is answered without XPath.")).Clone();
}
