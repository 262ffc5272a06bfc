namespace Edge.Rules;

/// <summary>What happens to a body that is longer than its limit.</summary>
public enum BodyLimitAction
{
    /// <summary>The transaction is interrupted: 413 for a request, 502 for a response.</summary>
    Reject,

    /// <summary>The part within the limit is inspected.</summary>
    ProcessPartial,
}
