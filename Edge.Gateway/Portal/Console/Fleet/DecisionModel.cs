namespace Edge.Gateway.Portal.Console.Fleet;

/// <summary>The answer of <c>GET /api/v1/decisions</c>.</summary>
public sealed record DecisionsModel(int Count, IReadOnlyList<DecisionModel> Decisions);

/// <summary>Something that was decided and not taken back.</summary>
public sealed record DecisionModel(string Id, string Kind, string Target, string Value, bool Exists, DateTimeOffset Since, string By, string? Reason)
{
    /// <summary>What was decided, in words.</summary>
    public string Word => Kind switch
    {
        "failover" => $"failed over to {Value}",
        "weight" => $"at {Value} %",
        _ => Value,
    };
}
