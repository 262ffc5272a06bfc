using System.Buffers;
using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Edge.Gateway.Config;

/// <summary>Reads YAML as JSON, so that the same readers and the same errors serve both.</summary>
/// <remarks>
/// YAML 1.2's core schema: plain <c>true</c>, <c>false</c>, <c>null</c> and numbers are such, all else is text. One document, keys of
/// text, no anchors: with aliases a few lines may stand for gigabytes.
/// </remarks>
internal static class YamlSource
{
    /// <summary>Largest YAML file, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    // More digits than a double keeps are text.
    private const int MaxDigits = 15;

    /// <summary>Reads a file; what is wrong with it goes to <paramref name="diagnostics"/>.</summary>
    public static ConfigSource Read(string path, ConfigDiagnostics diagnostics)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length <= MaxBytes)
            {
                using StreamReader reader = new(file);
                return Parse(path, reader.ReadToEnd(), diagnostics);
            }

            diagnostics.Add(new ConfigDiagnostic(path, 1, 1, true, ConfigCodes.TooMany, $"the file has {file.Length} bytes; at most {MaxBytes} are accepted."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(new ConfigDiagnostic(path, 1, 1, true, ConfigCodes.FileMissing, $"the file cannot be read: {exception.Message}"));
        }

        return ConfigSource.OfPlaces(path, [], []);
    }

    /// <summary>Turns YAML into JSON with the places of its parts.</summary>
    public static ConfigSource Parse(string name, string text, ConfigDiagnostics diagnostics)
    {
        try
        {
            ArrayBufferWriter<byte> json = new();
            List<YamlPlace> places = [];
            using (Utf8JsonWriter writer = new(json))
            {
                Write(new Parser(new StringReader(text)), writer, places);
            }

            return ConfigSource.OfPlaces(name, json.WrittenSpan.ToArray(), places);
        }
        catch (YamlException exception)
        {
            diagnostics.Add(new ConfigDiagnostic(name, (int)exception.Start.Line, (int)exception.Start.Column, true, ConfigCodes.Syntax, $"not valid YAML: {exception.Message}"));
            return ConfigSource.OfPlaces(name, [], []);
        }
    }

    private static void Write(Parser parser, Utf8JsonWriter writer, List<YamlPlace> places)
    {
        Stack<bool> awaitsKey = new(); // Of each open mapping whether a key comes next; false for sequences.
        Stack<bool> isMapping = new();
        int documents = 0;
        while (parser.MoveNext())
        {
            ParsingEvent part = parser.Current!;
            bool isKey = awaitsKey.Count > 0 && awaitsKey.Peek();
            switch (part)
            {
                case DocumentStart when ++documents > 1:
                    throw Unfit(part, "the file has a second document; keep one.");
                case AnchorAlias or NodeEvent { Anchor.IsEmpty: false }:
                    throw Unfit(part, "anchors and aliases are not accepted; write the part out.");
                case MappingStart or SequenceStart when isKey:
                    throw Unfit(part, "a key is a list or a mapping; set text.");
                case MappingStart or SequenceStart when isMapping.Count >= ConfigSource.MaxDepth - 1:
                    throw Unfit(part, $"parts are nested deeper than {ConfigSource.MaxDepth - 1} levels.");
                case MappingStart or SequenceStart:
                    places.Add(PlaceOf(part, writer));
                    Open(part is MappingStart);
                    break;
                case MappingEnd or SequenceEnd:
                    Close();
                    break;
                case Scalar scalar:
                    places.Add(PlaceOf(part, writer));
                    WriteScalar(scalar, isKey);
                    break;
            }
        }

        if (writer.BytesCommitted + writer.BytesPending == 0)
        {
            writer.WriteNullValue(); // Nothing but comments: the reader says what should be there.
        }

        void Open(bool mapping)
        {
            if (mapping)
            {
                writer.WriteStartObject();
            }
            else
            {
                writer.WriteStartArray();
            }

            awaitsKey.Push(mapping);
            isMapping.Push(mapping);
        }

        void Close()
        {
            if (isMapping.Pop())
            {
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteEndArray();
            }

            awaitsKey.Pop();
            ValueDone();
        }

        void WriteScalar(Scalar scalar, bool isKey)
        {
            if (isKey)
            {
                writer.WritePropertyName(scalar.Value);
                awaitsKey.Pop();
                awaitsKey.Push(false);
                return;
            }

            WriteValue(scalar, writer);
            ValueDone();
        }

        void ValueDone()
        {
            if (isMapping.Count > 0 && isMapping.Peek() && !awaitsKey.Peek())
            {
                awaitsKey.Pop();
                awaitsKey.Push(true);
            }
        }
    }

    private static void WriteValue(Scalar scalar, Utf8JsonWriter writer)
    {
        string text = scalar.Value;
        bool isPlain = scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true };
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL" when isPlain:
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE" when isPlain:
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE" when isPlain:
                writer.WriteBooleanValue(false);
                break;
            default:
                if (isPlain && text.Length <= MaxDigits && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
                {
                    writer.WriteNumberValue(number);
                }
                else
                {
                    writer.WriteStringValue(text);
                }

                break;
        }
    }

    // The offset may be that of a comma before: what stands after it belongs to this part all the same.
    private static YamlPlace PlaceOf(ParsingEvent part, Utf8JsonWriter writer) =>
        new((int)(writer.BytesCommitted + writer.BytesPending), (int)part.Start.Line, (int)part.Start.Column);

    private static YamlException Unfit(ParsingEvent part, string message) => new(part.Start, part.End, message);
}
