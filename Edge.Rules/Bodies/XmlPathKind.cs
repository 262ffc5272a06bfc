namespace Edge.Rules.Bodies;

/// <summary>How an <c>XML</c> target is answered.</summary>
internal enum XmlPathKind
{
    /// <summary><c>/*</c>: the text of the root element, collected while reading.</summary>
    RootText,

    /// <summary><c>//@*</c>: every attribute value, collected while reading.</summary>
    AllAttributes,

    /// <summary>Any other XPath 1.0 expression, evaluated on demand.</summary>
    Expression,
}
