namespace Edge.Rules.Detection.Sqli;

/// <summary>Where in a query the value may have been pasted.</summary>
internal enum SqlQuoting : byte
{
    /// <summary>Outside quotes: <c>where id = VALUE</c>.</summary>
    None,

    /// <summary>Between single quotes: <c>where name = 'VALUE'</c>.</summary>
    Single,

    /// <summary>Between double quotes: <c>where name = "VALUE"</c>.</summary>
    Double,
}
