using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Edge.Gateway.Config;

/// <summary>One JSON file, or a YAML file turned into JSON, while a snapshot is built from it: its elements and where they stand.</summary>
/// <remarks>Comments and trailing commas are allowed. Not thread-safe: one load reads it, then disposes it.</remarks>
internal sealed class ConfigSource : IDisposable
{
    /// <summary>Largest configuration file, in bytes: 100,000 tenants take about 30 MB.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Deepest nesting of a configuration file; the shipped ones need 6.</summary>
    public const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    };

    private readonly byte[] _text;
    private readonly JsonDocument? _document;
    private int[]? _lineStarts;
    private IReadOnlyList<YamlPlace>? _places;

    private ConfigSource(string name, byte[] text, JsonDocument? document, bool isBroken)
    {
        Name = name;
        _text = text;
        _document = document;
        IsBroken = isBroken;
    }

    /// <summary>The file as errors name it.</summary>
    public string Name { get; }

    /// <summary>Whether the file is missing, unreadable or not JSON; an error says so.</summary>
    public bool IsBroken { get; }

    /// <summary>The outermost value; of kind <see cref="JsonValueKind.Undefined"/> when there is none.</summary>
    public JsonElement Root => _document?.RootElement ?? default;

    /// <summary>Reads a file; what is wrong with it goes to <paramref name="diagnostics"/>.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">How errors name it.</param>
    /// <param name="required">Whether a missing file is an error; if not, it counts as an empty object.</param>
    /// <param name="diagnostics">Takes the errors.</param>
    public static ConfigSource Read(string path, string name, bool required, ConfigDiagnostics diagnostics)
    {
        byte[] text;
        try
        {
            var file = new FileInfo(path);
            if (file is { Exists: true, Length: > MaxBytes })
            {
                diagnostics.Add(new ConfigDiagnostic(name, 1, 1, true, ConfigCodes.TooMany, $"the file has {file.Length} bytes; at most {MaxBytes} are accepted."));
                return new ConfigSource(name, [], null, isBroken: true);
            }

            text = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            if (required)
            {
                diagnostics.Add(new ConfigDiagnostic(name, 1, 1, true, ConfigCodes.FileMissing, $"the file is missing; create it, or name another folder with --config."));
            }

            return new ConfigSource(name, [], null, isBroken: required);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(new ConfigDiagnostic(name, 1, 1, true, ConfigCodes.FileMissing, $"the file cannot be read: {exception.Message}"));
            return new ConfigSource(name, [], null, isBroken: true);
        }

        return Parse(name, text, diagnostics);
    }

    /// <summary>Parses a file's bytes (UTF-8, with or without a byte-order mark).</summary>
    public static ConfigSource Parse(string name, byte[] text, ConfigDiagnostics diagnostics)
    {
        int begin = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        ReadOnlyMemory<byte> json = text.AsMemory(begin);
        try
        {
            if (OffsetOfUnreadableText(json.Span) is { } offset)
            {
                var unreadable = new ConfigSource(name, text, null, isBroken: true);
                (int badLine, int badColumn) = unreadable.Resolve(begin + offset);
                diagnostics.Add(new ConfigDiagnostic(name, badLine, badColumn, true, ConfigCodes.Syntax, "not valid JSON: the text has bytes that are not UTF-8, or half of a surrogate pair; save the file as UTF-8."));
                return unreadable;
            }

            return new ConfigSource(name, text, JsonDocument.Parse(json, Options), isBroken: false);
        }
        catch (JsonException exception)
        {
            var broken = new ConfigSource(name, text, null, isBroken: true);
            int line = (int)(exception.LineNumber ?? 0);
            int column = broken.ColumnOf(line, (int)(exception.BytePositionInLine ?? 0));
            diagnostics.Add(new ConfigDiagnostic(name, line + 1, column, true, ConfigCodes.Syntax, $"not valid JSON: {Reason(exception)}"));
            return broken;
        }
    }

    /// <summary>Takes JSON that was made from another text, and where its parts stand there.</summary>
    /// <param name="name">How errors name the text.</param>
    /// <param name="json">Good JSON; empty for a text that is broken, of which an error tells.</param>
    /// <param name="places">In the order of their offsets.</param>
    public static ConfigSource OfPlaces(string name, byte[] json, IReadOnlyList<YamlPlace> places) =>
        new(name, json, json.Length == 0 ? null : JsonDocument.Parse(json, Options), isBroken: json.Length == 0) { _places = places };

    /// <summary>Where a value begins.</summary>
    public ConfigPosition PositionOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? new ConfigPosition(this, 0) : PositionOf(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>Where a property's name begins.</summary>
    public ConfigPosition PositionOf(JsonProperty property) => PositionOf(JsonMarshal.GetRawUtf8PropertyName(property), quoted: 1);

    /// <summary>The line and column of a byte offset, both from 1.</summary>
    public (int Line, int Column) Resolve(int offset)
    {
        if (_places is not null)
        {
            return _places.LastOrDefault(place => place.Offset <= offset) is { Line: > 0 } place ? (place.Line, place.Column) : (1, 1);
        }

        int[] starts = _lineStarts ??= FindLineStarts(_text);
        int index = Array.BinarySearch(starts, offset);
        int line = index >= 0 ? index : ~index - 1;
        return (line + 1, ColumnOf(line, offset - starts[line]));
    }

    public void Dispose() => _document?.Dispose();

    // JsonDocument hands out slices of the very bytes it was given, so a slice's place in them is the value's place in the file.
    private ConfigPosition PositionOf(ReadOnlySpan<byte> slice, int quoted = 0) =>
        _text.AsSpan().Overlaps(slice, out int offset) ? new ConfigPosition(this, offset - quoted) : new ConfigPosition(this, 0);

    private int ColumnOf(int line, int bytesIntoLine)
    {
        int[] starts = _lineStarts ??= FindLineStarts(_text);
        int start = starts[Math.Min(line, starts.Length - 1)];
        int length = Math.Clamp(bytesIntoLine, 0, _text.Length - start);
        return Encoding.UTF8.GetCharCount(_text.AsSpan(start, length)) + 1;
    }

    // JsonDocument takes such text as it comes, and throws only when a name or a value is read.
    private static int? OffsetOfUnreadableText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            int valid = 0;
            while (Rune.DecodeFromUtf8(json[valid..], out _, out int length) == System.Buffers.OperationStatus.Done)
            {
                valid += length;
            }

            return valid;
        }

        if (json.IndexOf("\\u"u8) < 0)
        {
            return null;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsReadable(ref reader))
            {
                return (int)reader.TokenStartIndex;
            }
        }

        return null;
    }

    private static bool IsReadable(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // The reader has no other way to say so.
        }
    }

    private static int[] FindLineStarts(ReadOnlySpan<byte> text)
    {
        List<int> starts = [text.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0];
        int at = 0;
        for (int next; (next = text[at..].IndexOf((byte)'\n')) >= 0;)
        {
            at += next + 1;
            starts.Add(at);
        }

        return [.. starts];
    }

    private static string Reason(JsonException exception)
    {
        int tail = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal); // The position is told in the diagnostic's own form.
        return tail < 0 ? exception.Message : exception.Message[..tail];
    }
}
