namespace Edge.Rules.Bodies;

/// <summary>Whether the elements of an XML body are arguments too (<c>SecParseXmlIntoArgs</c>).</summary>
internal enum XmlArgumentsMode : byte
{
    /// <summary>Only <c>XML</c> targets see them.</summary>
    Off,

    /// <summary>They are in <c>ARGS</c> and in <c>XML</c>.</summary>
    On,

    /// <summary>They are in <c>ARGS</c>; of <c>XML</c> only the attributes are left, which are no arguments.</summary>
    OnlyArgs,
}
