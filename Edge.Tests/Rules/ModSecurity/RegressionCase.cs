using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Edge.Tests.Rules.ModSecurity;

/// <summary>One case of ModSecurity's regression tests: rules, a transaction, and what must come of it.</summary>
/// <param name="Id">Its file and place there, from 0.</param>
/// <param name="Resource">What a build of ModSecurity must have for it; empty for nothing.</param>
/// <param name="Rules">The rules.</param>
internal sealed partial record RegressionCase(string Id, string Resource, string Rules)
{
    public required string Method { get; init; }

    public required string Target { get; init; }

    public required string Protocol { get; init; }

    public required (string Address, int Port) Client { get; init; }

    public required (string Address, int Port) Server { get; init; }

    public required IReadOnlyList<(string Name, string Value)> RequestHeaders { get; init; }

    public required byte[] RequestBody { get; init; }

    public required IReadOnlyList<(string Name, string Value)> ResponseHeaders { get; init; }

    public required byte[] ResponseBody { get; init; }

    public required string ResponseProtocol { get; init; }

    public required int ExpectedStatus { get; init; }

    public required string ExpectedParserError { get; init; }

    /// <summary>A pattern that the debug log must meet; empty for none, and so with the next.</summary>
    public required string ExpectedDebugLog { get; init; }

    public required string ExpectedErrorLog { get; init; }

    /// <summary>Reads the cases below a checkout's <c>test</c> folder that are not switched off.</summary>
    public static IReadOnlyList<RegressionCase> LoadAll(string tests)
    {
        List<RegressionCase> cases = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(tests, "test-cases", "regression"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            int index = 0;
            foreach (JsonElement item in document.RootElement.EnumerateArray())
            {
                if (!item.TryGetProperty("enabled", out JsonElement enabled) || enabled.GetInt32() != 0)
                {
                    cases.Add(Read(item, $"{Path.GetFileNameWithoutExtension(file)}:{index}", tests));
                }

                index++;
            }
        }

        return cases;
    }

    private static RegressionCase Read(JsonElement item, string id, string tests)
    {
        JsonElement request = Child(item, "request");
        JsonElement response = Child(item, "response");
        JsonElement expected = Child(item, "expected");
        string rules = Lines(Child(item, "rules"), Bytes).Replace("test-cases/data/", Path.Combine(tests, "test-cases/data/"), StringComparison.Ordinal);
        return new RegressionCase(id, Text(item, "resource"), OpenChain().IsMatch(rules) ? rules + "SecRule REQUEST_METHOD \"@noMatch\"\n" : rules)
        {
            Method = Text(request, "method"),
            Target = Text(request, "uri"),
            Protocol = "HTTP/" + Text(request, "http_version"),
            Client = Peer(Child(item, "client")),
            Server = Peer(Child(item, "server")),
            RequestHeaders = Headers(request),
            RequestBody = Encoding.Latin1.GetBytes(Lines(Child(request, "body"), Bytes)),
            ResponseHeaders = Headers(response),
            ResponseBody = Encoding.Latin1.GetBytes(Lines(Child(response, "body"), Bytes)),
            ResponseProtocol = Text(response, "protocol"),
            ExpectedStatus = Text(expected, "http_code") is { Length: > 0 } code ? int.Parse(code, CultureInfo.InvariantCulture) : 200,
            ExpectedParserError = Text(expected, "parser_error"),
            ExpectedDebugLog = Text(expected, "debug_log"),
            ExpectedErrorLog = Text(expected, "error_log"),
        };
    }

    private static (string Address, int Port) Peer(JsonElement peer) =>
        (Text(peer, "ip"), int.TryParse(Text(peer, "port"), CultureInfo.InvariantCulture, out int port) ? port : 0);

    private static IReadOnlyList<(string Name, string Value)> Headers(JsonElement message) =>
        Child(message, "headers") is { ValueKind: JsonValueKind.Object } headers
            ? [.. headers.EnumerateObject().Select(static header => (Bytes(header.Name), Bytes(header.Value.GetString()!)))] : [];

    /// <summary>As the tests' own runner has it, each line of an array ends with a line feed.</summary>
    private static string Lines(JsonElement array, Func<string, string> convert) => array.ValueKind == JsonValueKind.Array
        ? string.Concat(array.EnumerateArray().Select(line => convert(line.GetString()!) + "\n")) : "";

    private static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement child) ? child : default;

    private static string Text(JsonElement parent, string name) => Child(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => Bytes(text.GetString()!),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    /// <summary>A chain that nothing follows: v3 loads it, and it does nothing. Here it is an error, which would hide what the case is about.</summary>
    [GeneratedRegex(@"\bchain\b[^\n]*\n\z")]
    private static partial Regex OpenChain();

    /// <summary>The engine's texts are bytes, one char each.</summary>
    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
