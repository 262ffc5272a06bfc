using System.Buffers;
using System.Net;
using System.Security.Authentication;
using System.Text.Json;

namespace Edge.Gateway.Observability;

/// <summary>
/// Turns entries into JSON lines in one reused buffer, with the field names of the Elastic Common Schema where it has one.
/// </summary>
/// <remarks>
/// The default JSON encoder escapes everything but printable ASCII: no text of a client can end a line, move a terminal's
/// cursor or turn the direction of reading. Not thread-safe; allocates nothing once its buffer has grown.
/// </remarks>
internal sealed class AccessLogFormatter : IDisposable
{
    /// <summary>Characters of the longest address: <c>ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255%4294967295</c> has 56.</summary>
    private const int MaxAddressChars = 64;

    /// <summary>Where a <c>traceparent</c> holds the trace id: after <c>00-</c> (W3C Trace Context §3.2.2.3).</summary>
    private static readonly Range TraceId = 3..35;

    private static readonly JsonEncodedText TimestampName = JsonEncodedText.Encode("@timestamp");
    private static readonly JsonEncodedText DurationName = JsonEncodedText.Encode("event.duration");
    private static readonly JsonEncodedText MethodName = JsonEncodedText.Encode("http.request.method");
    private static readonly JsonEncodedText HostName = JsonEncodedText.Encode("url.domain");
    private static readonly JsonEncodedText PathName = JsonEncodedText.Encode("url.path");
    private static readonly JsonEncodedText VersionName = JsonEncodedText.Encode("http.version");
    private static readonly JsonEncodedText StatusName = JsonEncodedText.Encode("http.response.status_code");
    private static readonly JsonEncodedText RequestBytesName = JsonEncodedText.Encode("http.request.body.bytes");
    private static readonly JsonEncodedText ResponseBytesName = JsonEncodedText.Encode("http.response.body.bytes");
    private static readonly JsonEncodedText ClientName = JsonEncodedText.Encode("client.address");
    private static readonly JsonEncodedText UserAgentName = JsonEncodedText.Encode("user_agent.original");
    private static readonly JsonEncodedText TlsName = JsonEncodedText.Encode("tls.version");
    private static readonly JsonEncodedText Ja4Name = JsonEncodedText.Encode("tls.client.ja4");
    private static readonly JsonEncodedText TraceName = JsonEncodedText.Encode("trace.id");
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("edge.request_id");
    private static readonly JsonEncodedText OutcomeName = JsonEncodedText.Encode("edge.outcome");
    private static readonly JsonEncodedText TenantName = JsonEncodedText.Encode("edge.tenant");
    private static readonly JsonEncodedText CellName = JsonEncodedText.Encode("edge.cell");
    private static readonly JsonEncodedText DestinationName = JsonEncodedText.Encode("edge.destination");
    private static readonly JsonEncodedText RateLimitName = JsonEncodedText.Encode("edge.ratelimit");
    private static readonly JsonEncodedText WafName = JsonEncodedText.Encode("edge.waf");

    private readonly ArrayBufferWriter<byte> _lines = new(AccessLogLimits.MaxBatchBytes);
    private readonly Utf8JsonWriter _json;

    public AccessLogFormatter() => _json = new Utf8JsonWriter(_lines, new JsonWriterOptions { SkipValidation = true });

    /// <summary>The lines since the last <see cref="Clear"/>, each ended by a line feed.</summary>
    public ReadOnlyMemory<byte> Lines => _lines.WrittenMemory;

    public void Clear() => _lines.ResetWrittenCount();

    public void Dispose() => _json.Dispose();

    public void Append(in AccessLogEntry entry)
    {
        _json.WriteStartObject();
        _json.WriteString(TimestampName, entry.Timestamp.UtcDateTime);
        _json.WriteNumber(DurationName, entry.Duration.Ticks * TimeSpan.NanosecondsPerTick);
        WriteText(MethodName, entry.Method);
        WriteText(HostName, entry.Host);
        WriteText(PathName, entry.Path is null ? default : WithoutQuery(SecretPaths.In(entry.Path)));
        WriteText(VersionName, VersionOf(entry.Protocol));
        _json.WriteNumber(StatusName, entry.StatusCode);
        WriteBytes(RequestBytesName, entry.RequestBodyBytes);
        WriteBytes(ResponseBytesName, entry.ResponseBodyBytes);
        WriteAddress(entry.ClientAddress);
        WriteText(UserAgentName, entry.UserAgent);
        WriteText(TlsName, VersionOf(entry.Tls));
        WriteText(Ja4Name, entry.Ja4);
        WriteText(TraceName, entry.TraceParent is { Length: >= TraceContext.MinChars } trace ? trace.AsSpan(TraceId) : default);
        WriteText(RequestIdName, entry.RequestId);
        WriteText(OutcomeName, RequestTags.Outcome(entry.Outcome));
        WriteText(TenantName, entry.Tenant);
        WriteText(CellName, entry.Cell);
        WriteText(DestinationName, entry.Destination);
        WriteText(RateLimitName, entry.RateLimit);
        WriteText(WafName, entry.Waf);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _lines.Write("\n"u8);
    }

    /// <summary>The part of a request target that may be logged.</summary>
    public static ReadOnlySpan<char> WithoutQuery(ReadOnlySpan<char> target)
    {
        int end = target.IndexOfAny('?', '#');
        return end < 0 ? target : target[..end];
    }

    private static ReadOnlySpan<char> VersionOf(ReadOnlySpan<char> protocol) =>
        protocol.StartsWith("HTTP/", StringComparison.Ordinal) ? protocol["HTTP/".Length..] : protocol;

    private static string? VersionOf(SslProtocols tls) => tls switch
    {
        SslProtocols.None => null,
        SslProtocols.Tls12 => "1.2",
        SslProtocols.Tls13 => "1.3",
        _ => RequestTags.Other, // Below the minimum: such a handshake never ends well.
    };

    private void WriteText(JsonEncodedText name, ReadOnlySpan<char> value)
    {
        if (!value.IsEmpty)
        {
            _json.WriteString(name, value);
        }
    }

    private void WriteBytes(JsonEncodedText name, long? value)
    {
        if (value is { } bytes)
        {
            _json.WriteNumber(name, bytes);
        }
    }

    private void WriteAddress(IPAddress? address)
    {
        Span<char> text = stackalloc char[MaxAddressChars];
        if (address is not null && address.TryFormat(text, out int length))
        {
            _json.WriteString(ClientName, text[..length]);
        }
    }
}
