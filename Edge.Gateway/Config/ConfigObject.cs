using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Edge.Gateway.Config;

/// <summary>
/// One JSON object while a snapshot is built. A reader asks for each key it knows;
/// <see cref="Finish"/> then reports every key that nobody asked for.
/// </summary>
/// <remarks>
/// A wrong value is reported and answered with the fallback, so that one pass finds every error.
/// Environment variables win over the file where the object carries an overlay (<c>edge.json</c>).
/// </remarks>
internal sealed partial class ConfigObject
{
    /// <summary>Most entries of a list that variables may number.</summary>
    public const int MaxListedByVariables = 1000;

    /// <summary>Longest id of a tenant, cell or destination, in chars.</summary>
    public const int MaxIdLength = 128;

    private static readonly SearchValues<char> IdChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly JsonElement _element;
    private readonly ConfigSource _source;
    private readonly ConfigDiagnostics _diagnostics;
    private readonly ConfigOverlay? _overlay;
    private readonly string _path;
    private readonly List<string> _asked = [];
    private readonly Dictionary<string, ConfigObject> _objects = new(StringComparer.Ordinal);
    private List<ConfigObject>? _children;

    public ConfigObject(ConfigSource source, JsonElement element, ConfigDiagnostics diagnostics, ConfigOverlay? overlay = null, string path = "")
    {
        (_source, _element, _diagnostics, _overlay, _path) = (source, element, diagnostics, overlay, path);
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            Report(Position, ConfigCodes.WrongKind, $"{Named("")} is {ConfigValue.Describe(element)}; set an object {{ … }}.");
            _element = default;
        }
    }

    /// <summary>Where the object begins.</summary>
    public ConfigPosition Position => _source.PositionOf(_element);

    /// <summary>Whether the file has the object at all.</summary>
    public bool IsPresent => _element.ValueKind == JsonValueKind.Object || (_overlay is not null && _overlay.Variables.HasBelow(_path));

    private bool HasFile => _element.ValueKind == JsonValueKind.Object;

    /// <summary>Where a key's value begins; the object's own place when it has no such key.</summary>
    public ConfigPosition PositionOf(string key) => TryGet(key, out ConfigValue value) ? value.Position : Position;

    public bool Has(string key) => TryGet(key, out _);

    public string? Text(string key)
    {
        if (!TryGet(key, out ConfigValue value))
        {
            return null;
        }

        if (value.TryText(out string text))
        {
            return text;
        }

        Wrong(key, value, "text in quotes");
        return null;
    }

    public string Text(string key, string fallback) => Text(key) ?? fallback;

    /// <summary>Text that must be there; an empty string stands in when it is not.</summary>
    public string RequiredText(string key)
    {
        string? text = Text(key);
        if (text is null && !TryGet(key, out _))
        {
            Report(Position, ConfigCodes.Missing, $"{Named(key)} is missing; set text in quotes.");
        }
        else if (text is { Length: 0 })
        {
            Report(PositionOf(key), ConfigCodes.OutOfRange, $"{Named(key)} is empty; set at least one character.");
        }

        return text ?? "";
    }

    /// <summary>An id that must be there: it is sent in headers, logged, and a label of metrics, so its characters are few.</summary>
    public string RequiredId(string key)
    {
        string id = RequiredText(key);
        if (id.Length > MaxIdLength || (id.Length > 0 && id.AsSpan().ContainsAnyExcept(IdChars)))
        {
            Error(key, ConfigCodes.OutOfRange, $"is {ConfigValue.Quote(id)}; set 1 to {MaxIdLength} letters, digits, '.', '_' or '-', because it is sent in headers.");
        }

        return id;
    }

    /// <summary>An id that may be left out, or empty; an empty string then.</summary>
    public string OptionalId(string key) => Text(key) is { Length: > 0 } ? RequiredId(key) : "";

    public bool Flag(string key, bool fallback)
    {
        if (!TryGet(key, out ConfigValue value))
        {
            return fallback;
        }

        if (value.TryFlag(out bool flag))
        {
            return flag;
        }

        Wrong(key, value, "true or false");
        return fallback;
    }

    public int Whole(string key, int fallback, int least, int most)
    {
        if (!TryGet(key, out ConfigValue value))
        {
            return fallback;
        }

        if (value.TryNumber(out double number) && number == Math.Floor(number) && number >= least && number <= most)
        {
            return (int)number;
        }

        Wrong(key, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return fallback;
    }

    public double Number(string key, double fallback, double least, double most)
    {
        if (!TryGet(key, out ConfigValue value))
        {
            return fallback;
        }

        if (value.TryNumber(out double number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(key, value, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return fallback;
    }

    /// <summary>A duration such as <c>"250ms"</c>, <c>"10s"</c>, <c>"1m"</c>, <c>"1h"</c> or <c>"1d"</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (!TryGet(key, out ConfigValue value))
        {
            return fallback;
        }

        if (value.TryText(out string text) && ConfigDuration.TryParse(text, out TimeSpan duration) && duration >= least && duration <= most)
        {
            return duration;
        }

        Wrong(key, value, $"a duration from \"{ConfigDuration.Format(least)}\" to \"{ConfigDuration.Format(most)}\", such as \"{ConfigDuration.Format(fallback)}\"");
        return fallback;
    }

    /// <summary>Text, or a whole number that stands for its text, such as a rule's id; null when it is not there.</summary>
    public string? TextOrWhole(string key)
    {
        if (!TryGet(key, out ConfigValue value))
        {
            return null;
        }

        if (value.TryText(out string text))
        {
            return text;
        }

        if (value.TryNumber(out double number) && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        Wrong(key, value, "text in quotes or a whole number");
        return null;
    }

    /// <summary>One of a closed set of words.</summary>
    public T Choice<T>(string key, T fallback, IReadOnlyDictionary<string, T> accepted)
    {
        if (!TryGet(key, out ConfigValue value))
        {
            return fallback;
        }

        if (value.TryText(out string text) && accepted.TryGetValue(text, out T? choice))
        {
            return choice;
        }

        string end = value.TryText(out string found) ? Suggestion.For(found, accepted.Keys) : ".";
        Wrong(key, value, "one of " + string.Join(", ", accepted.Keys.Select(static word => $"\"{word}\"")), end);
        return fallback;
    }

    /// <summary>An object below this one; one without keys when it is not there. Features that share an object each get the same.</summary>
    public ConfigObject Object(string key)
    {
        if (_objects.TryGetValue(key, out ConfigObject? known))
        {
            return known;
        }

        _asked.Add(key);
        return _objects[key] = Child(HasFile && _element.TryGetProperty(key, out JsonElement element) ? element : default, Join(key));
    }

    /// <summary>Reports an error about a key's value.</summary>
    public void Error(string key, string code, string message) => Report(PositionOf(key), code, $"{Named(key)} {message}");

    /// <summary>Reports a warning about a key's value.</summary>
    public void Warn(string key, string code, string message) => _diagnostics.Warning(PositionOf(key), code, $"{Named(key)} {message}");

    /// <summary>Reports keys that nobody asked for, and keys that stand twice, here and below.</summary>
    public void Finish()
    {
        if (HasFile)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (JsonProperty property in _element.EnumerateObject())
            {
                if (!seen.Add(property.Name))
                {
                    Report(_source.PositionOf(property), ConfigCodes.DuplicateKey, $"{Named(property.Name)} stands twice in one object; keep one.");
                }
                else if (!_asked.Contains(property.Name) && property.Name != "$schema")
                {
                    Report(_source.PositionOf(property), ConfigCodes.UnknownKey, $"unknown key '{property.Name}' in {Named("")}{Suggestion.For(property.Name, _asked)} Accepted: {string.Join(", ", _asked.Distinct())}.");
                }
            }
        }

        foreach (ConfigObject child in _children ?? [])
        {
            child.Finish();
        }
    }

    private ConfigObject Child(JsonElement element, string path)
    {
        var child = new ConfigObject(_source, element, _diagnostics, _overlay, path);
        (_children ??= []).Add(child);
        return child;
    }

    private bool TryGet(string key, out ConfigValue value)
    {
        if (!_asked.Contains(key))
        {
            _asked.Add(key);
        }

        if (_overlay is not null)
        {
            _overlay.Known.Add(Join(key));
            if (_overlay.Variables.TryTake(Join(key), out string variable, out string text))
            {
                value = ConfigValue.OfVariable(variable, text);
                return true;
            }
        }

        if (HasFile && _element.TryGetProperty(key, out JsonElement element))
        {
            value = ConfigValue.OfFile(element, _source.PositionOf(element));
            return true;
        }

        value = default;
        return false;
    }

    private void Wrong(string key, ConfigValue value, string accepted, string end = ".") =>
        Report(value.Position, value.IsScalar ? ConfigCodes.OutOfRange : ConfigCodes.WrongKind, $"{Named(key)} is {value.Describe()}; set {accepted}{end}");

    private void Report(ConfigPosition position, string code, string message)
    {
        if (!position.IsInBrokenFile)
        {
            _diagnostics.Error(position, code, message);
        }
    }

    private string Named(string key)
    {
        string path = (key.Length == 0 ? _path : Join(key)).Replace(':', '.');
        return path.Length == 0 ? "the file" : $"'{path}'";
    }

    private string Join(string key) => _path.Length == 0 ? key : $"{_path}:{key}";
}
