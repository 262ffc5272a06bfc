namespace Edge.Rules.Bodies;

/// <summary>Namespaces that XML itself defines.</summary>
internal static class XmlNamespaces
{
    /// <summary>Of <c>xmlns</c> declarations (Namespaces in XML 1.0 §3).</summary>
    public const string Xmlns = "http://www.w3.org/2000/xmlns/";
}
