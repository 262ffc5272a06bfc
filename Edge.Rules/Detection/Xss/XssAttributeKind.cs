namespace Edge.Rules.Detection.Xss;

/// <summary>What an attribute may do.</summary>
internal enum XssAttributeKind : byte
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>Runs a script: <c>onclick</c>.</summary>
    KnownEvent,

    /// <summary>Looks like an event that the list does not have: counts inside a tag only.</summary>
    AnyEvent,

    /// <summary>Loads or opens what its value names.</summary>
    Url,

    /// <summary>Holds CSS.</summary>
    Style,

    /// <summary>Makes other elements and attributes dangerous: <c>xmlns</c>, <c>xlink:href</c>.</summary>
    Namespace,

    /// <summary>SMIL's <c>attributeName</c>: its value is the name of the attribute that is set.</summary>
    AttributeName,

    /// <summary>Has no harmless use in what people send.</summary>
    Banned,
}
