namespace Edge.Rules.Variables;

/// <summary>Where an argument came from.</summary>
[Flags]
internal enum ValueOrigin : byte
{
    None = 0,

    /// <summary>The query string: <c>ARGS_GET</c>.</summary>
    Query = 1,

    /// <summary>A urlencoded or multipart body: <c>ARGS_POST</c>.</summary>
    Body = 2,

    /// <summary>A JSON body, which v3 shows in <c>ARGS</c> alone.</summary>
    Structured = 4,

    Any = Query | Body | Structured,
}
