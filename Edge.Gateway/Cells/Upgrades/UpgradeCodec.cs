using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>Upgrades and orders as decisions keep them.</summary>
internal static class UpgradeCodec
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Encode<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Null for what cannot be read: a newer node wrote it, or somebody else.</summary>
    public static UpgradeRun? TryRun(Decision decision) =>
        TryDecode<UpgradeRun>(decision.Value) is { } run && run.Steps.Select(static record => record?.Step).SequenceEqual(UpgradeSteps.All.Select(static step => (UpgradeStep?)step)) ? run : null; // The serializer lets null stand in a list.

    public static UpgradeOrder? TryOrder(Decision? decision) => decision is null ? null : TryDecode<UpgradeOrder>(decision.Value);

    private static T? TryDecode<T>(string text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
