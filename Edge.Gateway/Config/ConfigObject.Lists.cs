using System.Globalization;
using System.Text.Json;

namespace Edge.Gateway.Config;

/// <content>Lists and maps.</content>
internal sealed partial class ConfigObject
{
    /// <summary>A list of objects; empty when it is not there.</summary>
    public IReadOnlyList<ConfigObject> Objects(string key)
    {
        List<(JsonElement Element, string Path)> items = Items(key);
        var objects = new ConfigObject[items.Count];
        for (int i = 0; i < objects.Length; i++)
        {
            objects[i] = Child(items[i].Element, items[i].Path);
        }

        return objects;
    }

    /// <summary>A map from names the user chose to objects; empty when it is not there.</summary>
    public IReadOnlyList<(string Name, ConfigPosition Position, ConfigObject Object)> Map(string key)
    {
        _asked.Add(key);
        if (!HasFile || !_element.TryGetProperty(key, out JsonElement element))
        {
            return [];
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            Report(_source.PositionOf(element), ConfigCodes.WrongKind, $"{Named(key)} is {ConfigValue.Describe(element)}; set an object {{ … }}.");
            return [];
        }

        List<(string, ConfigPosition, ConfigObject)> entries = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            entries.Add((property.Name, _source.PositionOf(property), Child(property.Value, $"{Join(key)}:{property.Name}")));
        }

        return entries;
    }

    /// <summary>An object as JSON text, for what is sent on as it stands; null when it is not there.</summary>
    public string? Json(string key)
    {
        _asked.Add(key);
        if (!HasFile || !_element.TryGetProperty(key, out JsonElement element))
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            return element.GetRawText();
        }

        Report(_source.PositionOf(element), ConfigCodes.WrongKind, $"{Named(key)} is {ConfigValue.Describe(element)}; set an object {{ … }}.");
        return null;
    }

    /// <summary>The names of all keys, for an object whose names the user chose.</summary>
    public IReadOnlyList<string> Keys => HasFile ? [.. _element.EnumerateObject().Select(static property => property.Name).Distinct()] : [];

    /// <summary>A list of texts, each with its place; empty when it is not there.</summary>
    public IReadOnlyList<(string Text, ConfigPosition Position)> Texts(string key)
    {
        List<(string, ConfigPosition)> texts = [];
        foreach (ConfigValue value in Values(key))
        {
            if (value.TryText(out string text))
            {
                texts.Add((text, value.Position));
            }
            else
            {
                Wrong(key, value, "a list of texts in quotes");
            }
        }

        return texts;
    }

    /// <summary>A list of whole numbers; empty when it is not there.</summary>
    public IReadOnlyList<int> Wholes(string key, int least, int most)
    {
        List<int> numbers = [];
        foreach (ConfigValue value in Values(key))
        {
            if (value.TryNumber(out double number) && number == Math.Floor(number) && number >= least && number <= most)
            {
                numbers.Add((int)number);
            }
            else
            {
                Wrong(key, value, string.Create(CultureInfo.InvariantCulture, $"whole numbers from {least} to {most}"));
            }
        }

        return numbers;
    }

    private List<(JsonElement Element, string Path)> Items(string key)
    {
        _asked.Add(key);
        _overlay?.Known.Add(Join(key));
        List<(JsonElement, string)> items = [];
        if (HasFile && _element.TryGetProperty(key, out JsonElement list))
        {
            if (list.ValueKind != JsonValueKind.Array)
            {
                Report(_source.PositionOf(list), ConfigCodes.WrongKind, $"{Named(key)} is {ConfigValue.Describe(list)}; set a list [ … ].");
                return items;
            }

            foreach (JsonElement element in list.EnumerateArray())
            {
                items.Add((element, _overlay is null ? Join(key) : $"{Join(key)}:{items.Count}"));
            }
        }

        for (int index = items.Count, count = _overlay?.Variables.CountBelow(Join(key)) ?? 0; index < count; index++)
        {
            items.Add((default, $"{Join(key)}:{index}"));
        }

        return items;
    }

    private IEnumerable<ConfigValue> Values(string key) => Items(key).Select(item =>
        _overlay is not null && _overlay.Variables.TryTake(item.Path, out string variable, out string given)
            ? ConfigValue.OfVariable(variable, given)
            : ConfigValue.OfFile(item.Element, _source.PositionOf(item.Element)));
}
