using System.Text.Json;
using System.Text.Json.Serialization;

namespace Edge.Gateway.Status.Incidents;

/// <summary>Incidents as decisions and the admin API write them.</summary>
internal static class IncidentCodec
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
    };

    public static string Encode(Incident incident) => JsonSerializer.Serialize(incident, Options);

    /// <summary>Null for what cannot be read: a newer node wrote it.</summary>
    public static Incident? TryDecode(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Incident>(text, Options) is { Updates.Count: > 0 } incident ? incident : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
