using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Config;

/// <summary>One file of <c>config/schema/</c>: its keys, configurations made from it, and the part of JSON Schema that it uses.</summary>
internal sealed class SchemaFile
{
    /// <summary>Stands for a name that the user chooses, such as a bucket's id in a tenant's <c>limits</c>.</summary>
    public const string AnyName = "anyName";

    // Those that Check understands, and those that only speak to people and editors.
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "type", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems", "items", "required", "properties", "additionalProperties", "not", "anyOf", "$ref",
        "$schema", "$defs", "title", "description", "default", "examples", "allowComments", "allowTrailingCommas",
    };

    private readonly JsonObject _definitions;

    private SchemaFile(string name, JsonObject root)
    {
        (Name, Root) = (name, root);
        _definitions = root["$defs"]?.AsObject() ?? [];
    }

    public static TheoryData<string> Names { get; } = ["edge", "cells", "tenants", "limits", "admin"];

    /// <summary>Such as <c>edge</c>.</summary>
    public string Name { get; }

    public JsonObject Root { get; }

    public static SchemaFile Load(string name) =>
        new(name, JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "schema", name + ".schema.json")))!.AsObject());

    /// <summary>The schema itself, or what its <c>$ref</c> names with its own members on top.</summary>
    public JsonObject Resolve(JsonNode schema)
    {
        JsonObject own = schema.AsObject();
        if ((string?)own["$ref"] is not { } reference)
        {
            return own;
        }

        Assert.StartsWith("#/$defs/", reference, StringComparison.Ordinal);
        JsonObject merged = _definitions[reference["#/$defs/".Length..]]!.DeepClone().AsObject();
        foreach ((string keyword, JsonNode? value) in own.Where(static member => member.Key != "$ref"))
        {
            merged[keyword] = value!.DeepClone();
        }

        return merged;
    }

    /// <summary>All keys, each with the path of its object as the gateway's errors write it; empty for the file itself.</summary>
    public List<(string Parent, string Key, JsonObject Schema)> Keys()
    {
        List<(string, string, JsonObject)> keys = [];
        Collect(Root, "");
        return keys;

        void Collect(JsonObject schema, string path)
        {
            foreach ((string key, JsonNode? value) in PropertiesOf(schema))
            {
                JsonObject property = Resolve(value!);
                keys.Add((path, key, property));
                if (ObjectBelow(property) is { } below)
                {
                    Collect(below, PathBelow(path, key, property));
                }
            }
        }
    }

    /// <summary>A configuration with every object of the schema once, and what <paramref name="fill"/> adds to each.</summary>
    public JsonObject Sample(Action<string, JsonObject, JsonObject> fill, IReadOnlyCollection<string> skipped)
    {
        return Make(Root, "");

        JsonObject Make(JsonObject schema, string path)
        {
            var made = new JsonObject();
            foreach ((string key, JsonNode? value) in PropertiesOf(schema))
            {
                JsonObject property = Resolve(value!);
                if (ObjectBelow(property) is { } below && !skipped.Contains(Join(path, key)))
                {
                    JsonObject inner = Make(below, PathBelow(path, key, property));
                    made[key] = (string?)property["type"] == "array" ? new JsonArray(inner) : IsMap(property) ? new JsonObject { [AnyName] = inner } : inner;
                }
            }

            fill(path, schema, made);
            return made;
        }
    }

    /// <summary>Writes every default of the schema into a configuration, where it has no value.</summary>
    public void AddDefaults(JsonObject configuration, IReadOnlyCollection<string> skipped)
    {
        Add(Root, configuration, "");

        void Add(JsonObject schema, JsonObject target, string path)
        {
            foreach ((string key, JsonNode? value) in PropertiesOf(schema))
            {
                JsonObject property = Resolve(value!);
                if (skipped.Contains(Join(path, key)))
                {
                    continue;
                }

                if (property["default"] is { } fallback && !target.ContainsKey(key))
                {
                    target[key] = fallback.DeepClone();
                }
                else if (ObjectBelow(property) is { } below && !IsMap(property))
                {
                    JsonNode inner = target[key] ??= new JsonObject();
                    foreach (JsonNode? item in inner is JsonArray list ? list.ToArray() : [inner])
                    {
                        Add(below, item!.AsObject(), PathBelow(path, key, property));
                    }
                }
            }
        }
    }

    /// <summary>What is wrong with a value; empty when nothing is.</summary>
    public List<string> Check(JsonNode? value, JsonNode schema, string at = "$")
    {
        List<string> errors = [];
        JsonObject rules = Resolve(schema);
        errors.AddRange(rules.Select(static rule => rule.Key).Where(keyword => !Keywords.Contains(keyword)).Select(keyword => $"{at}: the test does not know the keyword '{keyword}'"));
        Expect(rules["type"] is null || IsOfType(value, (string)rules["type"]!), "type");
        Expect(rules["enum"] is not JsonArray words || words.Any(word => JsonNode.DeepEquals(word, value)), "enum");
        Expect(rules["not"] is not { } not || Check(value, not, at).Count > 0, "not");
        Expect(rules["anyOf"] is not JsonArray choices || choices.Any(choice => Check(value, choice!, at).Count == 0), "anyOf");
        switch (value)
        {
            case JsonObject members:
                CheckObject(members, rules, at, errors);
                break;
            case JsonArray items:
                Expect(items.Count >= ((int?)rules["minItems"] ?? 0) && items.Count <= ((int?)rules["maxItems"] ?? int.MaxValue), "minItems or maxItems");
                errors.AddRange(items.SelectMany((item, index) => rules["items"] is { } each ? Check(item, each, $"{at}[{index}]") : []));
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                string text = (string)scalar!;
                Expect(text.Length >= ((int?)rules["minLength"] ?? 0) && text.Length <= ((int?)rules["maxLength"] ?? int.MaxValue), "minLength or maxLength");
                Expect(rules["pattern"] is not { } pattern || Regex.IsMatch(text, (string)pattern!, RegexOptions.ECMAScript | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), "pattern");
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                Expect((double)scalar >= ((double?)rules["minimum"] ?? double.MinValue) && (double)scalar <= ((double?)rules["maximum"] ?? double.MaxValue), "minimum or maximum");
                break;
            default:
                break;
        }

        return errors;

        void Expect(bool isGood, string keyword)
        {
            if (!isGood)
            {
                errors.Add($"{at}: {value?.ToJsonString()} breaks {keyword}");
            }
        }
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>The object that a key holds: itself, each item of a list, or each entry of a map; null for anything else.</summary>
    public JsonObject? ObjectBelow(JsonObject schema) => (string?)schema["type"] switch
    {
        "object" => IsMap(schema) ? Resolve(schema["additionalProperties"]!) : schema,
        "array" when Resolve(schema["items"]!) is var items && (string?)items["type"] == "object" => items,
        _ => null,
    };

    private static bool IsMap(JsonObject schema) => schema["additionalProperties"] is JsonObject;

    private static string PathBelow(string path, string key, JsonObject schema) => IsMap(schema) ? Join(Join(path, key), AnyName) : Join(path, key);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> PropertiesOf(JsonObject schema) =>
        schema["properties"]!.AsObject().Where(static property => property.Key != "$schema");

    private static bool IsOfType(JsonNode? value, string type) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && (double)value == Math.Floor((double)value),
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        _ => false,
    };

    private void CheckObject(JsonObject members, JsonObject rules, string at, List<string> errors)
    {
        foreach (JsonNode? required in rules["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)required!))
            {
                errors.Add($"{at}: '{required}' is missing");
            }
        }

        foreach ((string key, JsonNode? value) in members)
        {
            JsonNode? schema = rules["properties"]?[key] ?? (rules["additionalProperties"] is JsonObject others ? others : null);
            errors.AddRange(schema is null ? [$"{at}: '{key}' is not in the schema"] : Check(value, schema, $"{at}.{key}"));
        }
    }
}
