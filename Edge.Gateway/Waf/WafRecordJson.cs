using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Edge.Gateway.Waf;

/// <summary>Writes a record as one line of JSON.</summary>
internal static class WafRecordJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] ToLine(WafRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, record.Time);
            json.WriteString("requestId"u8, record.RequestId);
            json.WriteString("tenant"u8, record.Tenant);
            json.WriteString("client"u8, record.ClientAddress);
            json.WriteString("method"u8, record.Method);
            json.WriteString("host"u8, record.Host);
            json.WriteString("path"u8, record.Path);
            WriteEntries(json, "query", record.Query);
            WriteEntries(json, "headers", record.Headers);
            json.WriteString("verdict"u8, record.Verdict);
            json.WriteNumber("status"u8, record.Status);
            json.WriteNumber("phase"u8, record.Phase);
            json.WriteNumber("rule"u8, record.RuleId);
            json.WriteNumber("score"u8, record.Score);
            json.WriteNumber("elapsedMs"u8, Math.Round(record.Elapsed.TotalMilliseconds, 3));
            if (record.EngineError is not null)
            {
                json.WriteString("engineError"u8, record.EngineError);
            }

            json.WriteStartArray("matches"u8);
            foreach (WafRecordMatch match in record.Matches)
            {
                WriteMatch(json, match);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEntries(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> entries)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in entries)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteMatch(Utf8JsonWriter json, WafRecordMatch match)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, match.Id);
        json.WriteString("message"u8, match.Message);
        json.WriteString("severity"u8, match.Severity);
        json.WriteNumber("phase"u8, match.Phase);
        json.WriteString("variable"u8, match.Variable);
        json.WriteString("value"u8, match.Value);
        json.WriteString("data"u8, match.Data);
        json.WriteStartArray("tags"u8);
        foreach (string tag in match.Tags)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
