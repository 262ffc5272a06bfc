using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Gateway.Cells.Control;

namespace Edge.Gateway.Admin;

/// <summary>The optional body of an operator's order.</summary>
/// <param name="Domains">Whom a failover concerns; null for all that the caller may move.</param>
/// <param name="WeightPercent">0 to 100; null for the usual end of the step.</param>
/// <param name="Order">By whom, why and how urgently.</param>
internal sealed record ControlBody(IReadOnlyList<string>? Domains, int? WeightPercent, ControlOrder Order)
{
    /// <summary>Largest body, in bytes: some ten thousand domains.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>Longest reason that is kept, in chars.</summary>
    public const int MaxReasonLength = 256;

    // A misspelt "force" must not pass for its absence, nor a misspelt "domains" for all of them.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Reads it; null when it is not what it should be.</summary>
    public static async Task<ControlBody?> ReadAsync(HttpContext context, string actor)
    {
        byte[] body = new byte[MaxBytes + 1];
        int length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes)
        {
            return null;
        }

        try
        {
            Shape? shape = length == 0 ? new Shape(null, null, null, null) : JsonSerializer.Deserialize<Shape>(body.AsSpan(0, length), Options);
            return shape is null || shape.WeightPercent is < 0 or > CellControl.FullWeight || shape.Domains?.Contains(null) == true
                ? null
                : new ControlBody(shape.Domains!, shape.WeightPercent, new ControlOrder(actor, ReasonOf(shape.Reason), shape.Force == true));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // One line: it stands in logs.
    private static string ReasonOf(string? reason)
    {
        string line = string.Concat((reason ?? "").Select(static letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return line.Length <= MaxReasonLength ? line : line[..MaxReasonLength];
    }

    private sealed record Shape(List<string?>? Domains, int? WeightPercent, bool? Force, string? Reason);
}
