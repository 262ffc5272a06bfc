using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Edge.Gateway.Access.Bans;

/// <summary>A ban as one line of JSON: in the state file, and between nodes.</summary>
internal static class BanCodec
{
    /// <summary>Longest line that is read, in bytes.</summary>
    public const int MaxLineBytes = 4096;

    public static byte[] Encode(Ban ban)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, ban.Subject.Kind == BanKind.Key ? "key" : "address");
            json.WriteBoolean("v6"u8, ban.Subject.IsV6);
            json.WriteString("value"u8, ban.Subject.Value.ToString("x32", CultureInfo.InvariantCulture));
            json.WriteString("scope"u8, ban.Subject.Scope);
            json.WriteString("rule"u8, ban.Rule);
            json.WriteString("actor"u8, ban.Actor);
            json.WriteString("reason"u8, ban.Reason);
            json.WriteNumber("strikes"u8, ban.Strikes);
            json.WriteNumber("created"u8, ban.Created.ToUnixTimeMilliseconds());
            json.WriteNumber("expires"u8, ban.Expires.ToUnixTimeMilliseconds());
            json.WriteNumber("forgotten"u8, ban.Forgotten.ToUnixTimeMilliseconds());
            json.WriteNumber("updated"u8, ban.Updated.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Null for what is no ban: a torn line, or what somebody else wrote.</summary>
    public static Ban? Decode(ReadOnlyMemory<byte> line)
    {
        if (line.Length > MaxLineBytes)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement;
            BanKind? kind = Text(json, "kind") switch { "address" => BanKind.Address, "key" => BanKind.Key, _ => null };
            if (kind is null || !UInt128.TryParse(Text(json, "value"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value))
            {
                return null;
            }

            var subject = new BanSubject(kind.Value, json.GetProperty("v6").GetBoolean(), value, Text(json, "scope"));
            return new Ban
            {
                Id = subject.ToId(),
                Subject = subject,
                Rule = Text(json, "rule"),
                Actor = Text(json, "actor"),
                Reason = Text(json, "reason"),
                Strikes = Math.Clamp(json.GetProperty("strikes").GetInt32(), 1, 1000),
                Created = Instant(json, "created"),
                Expires = Instant(json, "expires"),
                Forgotten = Instant(json, "forgotten"),
                Updated = Instant(json, "updated"),
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static string Text(JsonElement json, string name)
    {
        string text = json.GetProperty(name).GetString() ?? "";
        return text.Length <= Ban.MaxTextLength ? text : text[..Ban.MaxTextLength];
    }

    private static DateTimeOffset Instant(JsonElement json, string name) => DateTimeOffset.FromUnixTimeMilliseconds(json.GetProperty(name).GetInt64());
}
