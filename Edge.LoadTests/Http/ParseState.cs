namespace Edge.LoadTests.Http;

/// <summary>How far a response is.</summary>
internal enum ParseState
{
    /// <summary>More bytes must come.</summary>
    Incomplete,

    /// <summary>The response is whole.</summary>
    Complete,

    /// <summary>This is not HTTP.</summary>
    Invalid,
}
