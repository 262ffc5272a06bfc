namespace Edge.Rules;

/// <summary>What became of a chunk of a body.</summary>
public enum BodyAppendResult
{
    /// <summary>It was kept for inspection; more is welcome.</summary>
    Accepted,

    /// <summary>The body is not inspected; the caller need not give more.</summary>
    NotInspected,

    /// <summary>The limit was reached and the rest is dropped (<see cref="BodyLimitAction.ProcessPartial"/>); the caller need not give more.</summary>
    Truncated,

    /// <summary>The limit was passed and the transaction is interrupted (<see cref="BodyLimitAction.Reject"/>); see <see cref="Transaction.Interruption"/>.</summary>
    Rejected,
}
