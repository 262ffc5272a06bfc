namespace Edge.Gateway.Connections;

/// <summary>What the first bytes of a connection are.</summary>
internal enum Http10HeadShape
{
    /// <summary>They may become an HTTP/1.0 POST or PUT; more are needed to tell.</summary>
    Incomplete,

    /// <summary>Anything that is served as it is.</summary>
    Other,

    /// <summary>An HTTP/1.0 POST or PUT that says nothing of its length.</summary>
    LacksLength,
}
