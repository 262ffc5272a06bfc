using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.Gateway.Portal.Console;

/// <summary>What the admin API answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON, or nothing.</param>
/// <param name="Next">Path and query of the next page (RFC 8288); null for none.</param>
internal sealed record ApiAnswer(int Status, byte[] Body, string? Next)
{
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>The problem's own words.</summary>
    public string Detail => Json is JsonObject problem && (string?)problem["detail"] is { Length: > 0 } detail ? detail : $"The admin API answered {Status}.";

    public JsonNode? Json => Body.Length == 0 ? null : JsonNode.Parse(Body);

    /// <summary>The body as a record; null when it is a problem.</summary>
    public T? Read<T>()
        where T : class => IsGood ? JsonSerializer.Deserialize<T>(Body, JsonSerializerOptions.Web) : null;
}
