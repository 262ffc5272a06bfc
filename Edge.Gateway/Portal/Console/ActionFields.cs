using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.Portal.Console;

/// <summary>What an action is about: from the query of the page that asks, or from its form.</summary>
internal sealed class ActionFields(IEnumerable<KeyValuePair<string, StringValues>> fields)
{
    private static readonly char[] Separators = [',', ' ', '\r', '\n', '\t'];

    private readonly Dictionary<string, string> _fields = fields.ToDictionary(static field => field.Key, static field => field.Value.ToString().Trim(), StringComparer.Ordinal);

    /// <summary>Whether a field has a NUL, which no path of the API can have.</summary>
    public bool HasNul => _fields.Values.Any(static value => value.Contains('\0', StringComparison.Ordinal));

    /// <summary>A field; empty when it is not there.</summary>
    public string this[string name] => _fields.GetValueOrDefault(name, "");

    /// <summary>A field; null when it is not there or empty.</summary>
    public string? Text(string name) => this[name] is { Length: > 0 } text ? text : null;

    /// <summary>A field as part of a path.</summary>
    public string Part(string name) => Uri.EscapeDataString(this[name]);

    /// <summary>A field with several words, each once whatever its case.</summary>
    public string[] List(string name) => [.. this[name].Split(Separators, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    public bool IsTicked(string name) => this[name] == "yes";

    public string Reason => this["reason"];

    /// <summary>All fields of these names, to be sent again with the form.</summary>
    public Dictionary<string, string> Keep(params ReadOnlySpan<string> names)
    {
        Dictionary<string, string> kept = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (Text(name) is { } text)
            {
                kept[name] = text;
            }
        }

        return kept;
    }
}
