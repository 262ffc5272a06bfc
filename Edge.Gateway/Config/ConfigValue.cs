using System.Globalization;
using System.Text.Json;

namespace Edge.Gateway.Config;

/// <summary>A scalar of a file, or the text of an environment variable in its place.</summary>
internal readonly struct ConfigValue
{
    /// <summary>Longest part of a wrong value that an error repeats.</summary>
    private const int MaxShown = 60;

    private readonly JsonElement _element;
    private readonly string? _variableText;

    private ConfigValue(JsonElement element, string? variableText, ConfigPosition position)
    {
        (_element, _variableText, Position) = (element, variableText, position);
    }

    public ConfigPosition Position { get; }

    public bool IsScalar => _variableText is not null || _element.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    public static ConfigValue OfFile(JsonElement element, ConfigPosition position) => new(element, null, position);

    public static ConfigValue OfVariable(string variable, string text) => new(default, text, new ConfigPosition(null, 0, variable));

    public bool TryText(out string text)
    {
        text = _variableText ?? (_element.ValueKind == JsonValueKind.String ? _element.GetString()! : "");
        return _variableText is not null || _element.ValueKind == JsonValueKind.String;
    }

    public bool TryFlag(out bool flag)
    {
        if (_variableText is not null)
        {
            return bool.TryParse(_variableText, out flag);
        }

        flag = _element.ValueKind == JsonValueKind.True;
        return _element.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    public bool TryNumber(out double number)
    {
        if (_variableText is not null)
        {
            return double.TryParse(_variableText, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
        }

        number = 0;
        return _element.ValueKind == JsonValueKind.Number && _element.TryGetDouble(out number) && double.IsFinite(number);
    }

    /// <summary>The value as an error shows it.</summary>
    public string Describe() => _variableText is not null ? Shorten($"\"{_variableText}\"") : Describe(_element);

    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Null => "null",
        _ => Shorten(element.GetRawText()),
    };

    /// <summary>A text as an error shows it.</summary>
    public static string Quote(string text) => Shorten($"\"{text}\"");

    private static string Shorten(string text) => text.Length <= MaxShown ? text : string.Concat(text.AsSpan(0, MaxShown), "…");
}
