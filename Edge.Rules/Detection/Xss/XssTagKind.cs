namespace Edge.Rules.Detection.Xss;

/// <summary>What a tag may do.</summary>
internal enum XssTagKind : byte
{
    /// <summary>Nothing but what its attributes do.</summary>
    Plain,

    /// <summary>Run or load code by itself.</summary>
    Dangerous,

    /// <summary>The same, with attributes; bare, its name is also a word of code (<c>List&lt;Object&gt;</c>).</summary>
    DangerousWithAttributes,
}
