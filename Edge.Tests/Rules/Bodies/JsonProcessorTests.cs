using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

public class JsonProcessorTests
{
    [Theory]
    [InlineData("{\"a\":1}", new[] { "json.a=1" })]
    [InlineData("{\"a\":{\"b\":[1,{\"c\":2}]}}", new[] { "json.a.b.array_0=1", "json.a.b.array_1.c=2" })]
    [InlineData("[1,2]", new[] { "json.array_0=1", "json.array_1=2" })]
    [InlineData("[[1],[2,3]]", new[] { "json.array_0.array_0=1", "json.array_1.array_0=2", "json.array_1.array_1=3" })]
    [InlineData("[{\"a\":1}]", new[] { "json.array_0.a=1" })]
    [InlineData("{\"\":1}", new[] { "json.empty-key=1" })]
    [InlineData("{\"\":{\"\":[1]}}", new[] { "json.empty-key.empty-key.array_0=1" })]
    [InlineData("\"x\"", new[] { "json=x" })]
    [InlineData("  -12.5e+3 ", new[] { "json=-12.5e+3" })]
    [InlineData("{\"a\":true,\"b\":false,\"c\":null}", new[] { "json.a=true", "json.b=false", "json.c=" })]
    [InlineData("{\"a\":1,\"a\":2}", new[] { "json.a=1", "json.a=2" })]
    [InlineData("{\"a\":{},\"b\":[ ],\"c\":[{}]}", new[] { "json.a=", "json.b=" })]
    [InlineData("{}", new string[0])]
    [InlineData("[]", new string[0])]
    [InlineData("", new string[0])]
    [InlineData("{\"a.b\":1}", new[] { "json.a.b=1" })]
    [InlineData("\"\\u00e4\\ud83d\\ude00\\u0000\\n\\/\\\"\\\\\\b\\f\\r\\t\"", new[] { "json=\u00C3\u00A4\u00F0\u009F\u0098\u0080\0\n/\"\\\b\f\r\t" })]
    [InlineData("\"\\ud800x\\udc00\\ud800\\u0041\"", new[] { "json=?x\u00ED\u00B0\u0080?A" })]
    [InlineData("{\"\\u003cscript\":1}", new[] { "json.<script=1" })]
    public void Document_OfTable_GivesLeaves(string json, string[] expected)
    {
        RecordingBodySink sink = RecordingBodySink.Run("json", Encoding.UTF8.GetBytes(json));
        Assert.Equal(expected, sink.Arguments);
        Assert.Empty(sink.Errors);
    }

    [Theory]
    [InlineData(" ", "the text ends where a value should be, at byte 1.", new string[0])]
    [InlineData("{\"a\":1", "the text ends within an object or array, at byte 6.", new[] { "json.a=1" })]
    [InlineData("{\"a\":1,}", "expected a quoted key, at byte 7.", new[] { "json.a=1" })]
    [InlineData("[1,]", "invalid character or number, at byte 3.", new[] { "json.array_0=1" })]
    [InlineData("[1 2]", "expected a comma or the end of the object or array, at byte 3.", new[] { "json.array_0=1" })]
    [InlineData("{\"a\" 1}", "expected a colon after the key, at byte 5.", new string[0])]
    [InlineData("{a:1}", "expected a quoted key, at byte 1.", new string[0])]
    [InlineData("[1}", "expected a comma or the end of the object or array, at byte 2.", new[] { "json.array_0=1" })]
    [InlineData("1 2", "text after the end of the document, at byte 2.", new[] { "json=1" })]
    [InlineData("tru", "invalid literal, at byte 0.", new string[0])]
    [InlineData("-", "invalid character or number, at byte 0.", new string[0])]
    [InlineData("01", "text after the end of the document, at byte 1.", new[] { "json=0" })]
    [InlineData("1.e5", "invalid character or number, at byte 0.", new string[0])]
    [InlineData("1e", "invalid character or number, at byte 0.", new string[0])]
    [InlineData("{\"a\":\"<script", "the text ends within a string, at byte 5.", new[] { "json.a=<script" })]
    [InlineData("{\"a\":\"x\\", "the text ends within a string, at byte 5.", new[] { "json.a=x\\" })]
    [InlineData("/* c */ 1", "invalid character or number, at byte 0.", new string[0])]
    [InlineData("{\"a\":\"x\ny\",\"b\":2}", "control character within a string.", new[] { "json.a=x\ny", "json.b=2" })]
    [InlineData("[\"\\q\\u12x\",2]", "invalid escape within a string.", new[] { "json.array_0=\\q\\u12x", "json.array_1=2" })]
    [InlineData("\u00EF\u00BB\u00BF1", "byte order mark before the text (RFC 8259 §8.1).", new[] { "json=1" })]
    [InlineData("[\"\u00FF\",2]", "invalid bytes in UTF-8 string.", new[] { "json.array_0=\u00FF", "json.array_1=2" })]
    public void Document_Broken_ReportsOneErrorAndWhatItHas(string json, string error, string[] expected)
    {
        RecordingBodySink sink = RecordingBodySink.Run("JSON", Encoding.Latin1.GetBytes(json));
        Assert.Equal(["JSON parsing error: " + error], sink.Errors);
        Assert.Equal(expected, sink.Arguments);
    }

    [Fact]
    public void Depth_AtAndOverTheLimit_IsKeptTo()
    {
        string at = new string('[', 512) + "1" + new string(']', 512);
        RecordingBodySink sink = RecordingBodySink.Run("JSON", Encoding.UTF8.GetBytes(at));
        Assert.Empty(sink.Errors);
        Assert.Equal("json" + string.Concat(Enumerable.Repeat(".array_0", 511)), sink.Arguments[0][..^".array_0=1".Length]);

        sink = RecordingBodySink.Run("JSON", Encoding.UTF8.GetBytes("[" + at + "]"));
        Assert.Equal(["JSON parsing error: depth limit of 512 exceeded, at byte 512."], sink.Errors);
    }

    [Fact]
    public void Names_OverTheLimit_AreCutAndReported()
    {
        BodyLimits limits = BodyLimits.Default with { MaxPathNameBytes = 8 };
        RecordingBodySink sink = RecordingBodySink.Run("JSON", "{\"abc\":1,\"abcd\":2,\"x\":3}"u8, limits: limits);
        Assert.Equal(["json.abc=1", "json.abc=2", "json.x=3"], sink.Arguments);
        Assert.Equal(["JSON parsing error: the path of a value is longer than the limit for names."], sink.Errors);
    }

    [Fact]
    public void Names_OfALongPathOverManyLeaves_StayBounded()
    {
        string json = "{\"" + new string('k', 60_000) + "\":[" + string.Join(',', Enumerable.Repeat("1", 30_000)) + "]}";
        RecordingBodySink sink = RecordingBodySink.Run("JSON", Encoding.UTF8.GetBytes(json));
        Assert.Equal(1000, sink.Arguments.Count);
        Assert.InRange(sink.CharsTaken, 0, 1000 * (8192 + 1));
        Assert.Single(sink.Errors);
    }

    [Fact]
    public void Arguments_OverTheLimit_AreAnError()
    {
        RecordingBodySink sink = RecordingBodySink.Run("JSON", "[1,2,3]"u8, limits: BodyLimits.Default with { MaxArguments = 2 });
        Assert.Equal(["json.array_0=1", "json.array_1=2"], sink.Arguments);
        Assert.Equal(["JSON parsing error: more than 2 arguments."], sink.Errors);
    }

    [Fact]
    public void Parsing_Of320Leaves_AllocatesNothing()
    {
        byte[] body = Encoding.UTF8.GetBytes(string.Concat("[", string.Join(',', Enumerable.Range(0, 40).Select(
            i => $"{{\"id\":{i},\"name\":\"n\\u00e4me {i}\",\"tags\":[\"a\",\"b\",null],\"ok\":true,\"sub\":{{\"x\":1.5,\"y\":-2}}}}")), "]"));
        CountingBodySink sink = new();
        JsonProcessor processor = new();
        Assert.Equal(0, AllocationMeter.Measure(() => processor.Process(body, "application/json", sink, BodyLimits.Default)));
        Assert.Equal(0, sink.Errors);
        Assert.Equal(320, sink.Arguments / 50);
    }

    [Fact]
    public void Documents_Random_AgreeWithSystemTextJson()
    {
        Random random = new(20240301);
        const int Count = 2000;
        int run = 0;
        for (; run < Count; run++)
        {
            string json = (RandomNode(random, depth: 0) ?? JsonValue.Create("x")).ToJsonString(new JsonSerializerOptions { WriteIndented = run % 2 == 0 });
            List<string> expected = [];
            using JsonDocument document = JsonDocument.Parse(json);
            Flatten("json", document.RootElement, isMember: false, expected);
            RecordingBodySink sink = RecordingBodySink.Run("JSON", Encoding.UTF8.GetBytes(json));
            Assert.Empty(sink.Errors);
            Assert.Equal(expected, sink.Arguments);
        }

        Assert.Equal(Count, run);
    }

    private static JsonNode? RandomNode(Random random, int depth)
    {
        switch (random.Next(depth > 4 ? 5 : 8))
        {
            case 0: return null;
            case 1: return random.Next(2) == 0;
            case 2: return JsonValue.Create(random.NextDouble() * 1e6);
            case 3 or 4: return RandomText(random);
            case 5 or 6:
                JsonObject map = [];
                for (int i = random.Next(5); i > 0; i--)
                {
                    map[RandomText(random)] = RandomNode(random, depth + 1);
                }

                return map;
            default:
                return new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => RandomNode(random, depth + 1))]);
        }
    }

    private static string RandomText(Random random) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(
        _ => new Rune(random.Next(5) switch { 0 => random.Next(0x20), 1 => 0x1F600 + random.Next(50), 2 => 0xA0 + random.Next(0x700), _ => 0x20 + random.Next(95) }).ToString()));

    private static void Flatten(string name, JsonElement element, bool isMember, List<string> leaves)
    {
        bool empty = true;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    empty = false;
                    Flatten($"{name}.{(property.Name.Length == 0 ? "empty-key" : Bytes(property.Name))}", property.Value, isMember: true, leaves);
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    empty = false;
                    Flatten($"{name}.array_{index++}", item, isMember: false, leaves);
                }

                break;
            default:
                leaves.Add($"{name}={(element.ValueKind == JsonValueKind.String ? Bytes(element.GetString()!) : element.ValueKind == JsonValueKind.Null ? "" : element.GetRawText())}");
                return;
        }

        if (empty && isMember)
        {
            leaves.Add(name + "=");
        }
    }

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
