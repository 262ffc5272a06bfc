using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.Gateway.Config;

/// <summary>The files in force as the admin API shows them: secrets masked, tenants only counted, as there may be very many.</summary>
internal sealed class ConfigEcho(IReadOnlyDictionary<string, JsonNode?> files)
{
    private static readonly string[] SecretWords = ["password", "secret", "token", "hash"];

    public IReadOnlyDictionary<string, JsonNode?> Files { get; } = files;

    /// <summary>Copies a file's content with secrets replaced.</summary>
    public static JsonNode? Mask(JsonElement element, string name = "") => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(element.EnumerateObject().DistinctBy(static property => property.Name).Select(static property =>
            KeyValuePair.Create(property.Name, Mask(property.Value, property.Name)))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(item => Mask(item, name))]),
        JsonValueKind.Undefined => null,
        JsonValueKind.String when IsSecret(name) => "***",
        JsonValueKind.String => MaskConnectionString(element.GetString()!),
        _ => JsonValue.Create(element.Clone()),
    };

    // A webhook's URL is often all that a sender needs to know.
    private static bool IsSecret(string name) => name == "url" || SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    // "host:6379,password=x,ssl=true" keeps all but the password.
    private static string MaskConnectionString(string text) => !text.Contains("password=", StringComparison.OrdinalIgnoreCase)
        ? text
        : string.Join(',', text.Split(',').Select(static part => part.TrimStart().StartsWith("password=", StringComparison.OrdinalIgnoreCase) ? "password=***" : part));
}
