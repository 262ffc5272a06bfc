namespace Edge.Rules.Detection.Sqli;

/// <summary>How much a call of a function tells of an attack.</summary>
internal enum SqlFunctionClass : byte
{
    /// <summary>Not a function that the table knows.</summary>
    None,

    /// <summary>A function whose name other languages use as well (<c>max</c>, <c>replace</c>).</summary>
    Generic,

    /// <summary>A function that hardly exists outside SQL (<c>concat_ws</c>, <c>ascii</c>).</summary>
    Specific,

    /// <summary>A function that tells about the database (<c>version</c>, <c>current_user</c>).</summary>
    Probe,

    /// <summary>A function that injections call to wait, to read files or to leak by errors (<c>pg_sleep</c>).</summary>
    Danger,
}
