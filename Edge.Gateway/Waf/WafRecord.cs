namespace Edge.Gateway.Waf;

/// <summary>What is kept of a judged request, for the audit log and the console. Secrets are masked already.</summary>
internal sealed record WafRecord
{
    public required DateTimeOffset Time { get; init; }

    public required string RequestId { get; init; }

    public required string Tenant { get; init; }

    public required string ClientAddress { get; init; }

    public required string Method { get; init; }

    public required string Host { get; init; }

    /// <summary>Without the query.</summary>
    public required string Path { get; init; }

    /// <summary>Query parameters and headers, the secret ones masked.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary><c>passed</c>, <c>detected</c>, <c>blocked</c> or <c>failed</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>Phase that blocked, 1 to 4; 0 when none did.</summary>
    public required int Phase { get; init; }

    /// <summary>Rule that blocked; 0 for a limit, an engine error, or when none did.</summary>
    public required long RuleId { get; init; }

    /// <summary>Inbound anomaly score.</summary>
    public required int Score { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>What kept the engine from its work; null when nothing did.</summary>
    public required string? EngineError { get; init; }

    public required IReadOnlyList<WafRecordMatch> Matches { get; init; }
}
