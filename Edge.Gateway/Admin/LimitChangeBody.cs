using System.Text.Json;
using Edge.Gateway.RateLimiting;

namespace Edge.Gateway.Admin;

/// <summary>What <c>PUT /api/v1/rate-limits/{tenant}/{bucket}</c> takes: one of the members at least; <c>null</c> goes back to the files.</summary>
internal sealed record LimitChangeBody
{
    public static readonly string Shape =
        $"{{ \"limit\": n }} with n from 1 to {LimitsCompiler.MaxLimit}, {{ \"warningPercent\": n }} with n from {LimitsCompiler.MinWarningPercent} to {LimitsCompiler.MaxWarningPercent}, or both; null instead of n to go back to the files.";

    // Elements, because a member that is null says something else than one that is missing.
    public JsonElement Limit { get; init; }

    public JsonElement WarningPercent { get; init; }

    public bool IsGood => IsGoodOr(Limit, 1, LimitsCompiler.MaxLimit) && IsGoodOr(WarningPercent, LimitsCompiler.MinWarningPercent, LimitsCompiler.MaxWarningPercent)
        && (Limit.ValueKind != JsonValueKind.Undefined || WarningPercent.ValueKind != JsonValueKind.Undefined);

    /// <summary>The limit; 0 to take it back; null to leave it.</summary>
    public long? LimitChange => ChangeOf(Limit);

    /// <summary>The threshold; 0 to take it back; null to leave it.</summary>
    public int? WarningChange => ChangeOf(WarningPercent);

    private static bool IsGoodOr(JsonElement element, int least, int most) => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
        || (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) && value >= least && value <= most);

    private static int? ChangeOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.Null => 0,
        _ => element.GetInt32(),
    };
}
