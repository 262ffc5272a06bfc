namespace Edge.Gateway.Cells.Routing;

/// <summary>When a request is sent to another destination.</summary>
internal sealed record RetrySettings
{
    public static RetrySettings Default { get; } = new();

    /// <summary>Further destinations tried after the first; 0 is off.</summary>
    public int Max { get; init; } = 2;

    /// <summary>Retries under way at a time, as part of the cell's requests. Failed connections are free: nothing was sent. Envoy's default too.</summary>
    public int BudgetPercent { get; init; } = 20;

    /// <summary>Retries under way at a time that are always allowed. Envoy's default too.</summary>
    public int MinConcurrent { get; init; } = 3;

    /// <summary>Time one try may take until its answer begins; zero: no limit but <c>activityTimeout</c>.</summary>
    public TimeSpan PerTryTimeout { get; init; }

    /// <summary>Methods that may be repeated after they were sent: the idempotent ones of RFC 9110 §9.2.2.</summary>
    public IReadOnlyList<string> Methods { get; init; } = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];

    /// <summary>Statuses on which such a request is tried elsewhere; Envoy's <c>gateway-error</c>.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [502, 503, 504];

    /// <summary>Longest body in bytes that is kept, so that a PUT can be repeated; a longer one is sent once.</summary>
    public int MaxBufferedBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Time after which a GET without an answer is sent to a second destination too, the first answer counts; zero is off.</summary>
    public TimeSpan HedgeAfter { get; init; }

    /// <summary>Whether a request of this method may be sent twice.</summary>
    public bool MayRepeat(string method)
    {
        for (int index = 0; index < Methods.Count; index++)
        {
            if (Methods[index].Equals(method, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a status asks for another try.</summary>
    public bool IsRetriable(int status)
    {
        for (int index = 0; index < Statuses.Count; index++)
        {
            if (Statuses[index] == status)
            {
                return true;
            }
        }

        return false;
    }
}
