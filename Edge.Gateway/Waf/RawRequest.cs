using System.Globalization;
using System.Text;

namespace Edge.Gateway.Waf;

/// <summary>An HTTP/1 request as it stands in a file, for <c>waf explain</c>.</summary>
/// <remarks>Lines may end in LF alone, as editors write them. Texts are Latin-1: one char, one byte.</remarks>
internal sealed record RawRequest(string Method, string Target, string Protocol, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>Most bytes of a request that is explained.</summary>
    public const int MaxBytes = WafLimits.MaxInspectedBodyBytes;

    /// <summary>The value of the first header of this name; null when there is none.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads a request.</summary>
    /// <exception cref="FormatException">It is none; the message says where and what is expected.</exception>
    public static RawRequest Parse(ReadOnlySpan<byte> text)
    {
        int number = 1;
        string line = NextLine(ref text) ?? throw new FormatException("The request is empty; write a request line, headers, an empty line and the body.");
        string[] parts = line.Split(' ');
        if (parts.Length != 3 || Array.Exists(parts, static part => part.Length == 0) || !parts[2].StartsWith("HTTP/", StringComparison.Ordinal))
        {
            throw new FormatException($"line 1: \"{line}\" is no request line; write method, target and protocol, such as \"GET /api/v1/users HTTP/1.1\". A space in the target is written %20.");
        }

        List<KeyValuePair<string, string>> headers = [];
        while (NextLine(ref text) is { Length: > 0 } header)
        {
            number++;
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || header.AsSpan(0, colon).ContainsAny(" \t"))
            {
                throw new FormatException($"line {number}: \"{header}\" is no header; write \"Name: value\", and an empty line before the body.");
            }

            headers.Add(KeyValuePair.Create(header[..colon], header[(colon + 1)..].Trim(' ', '\t')));
        }

        var request = new RawRequest(parts[0], parts[1], parts[2], headers, []);
        byte[] body = request.ReadBody(text);
        if (body.Length > 0 && request.Header("Content-Length") is null && request.Header("Transfer-Encoding") is null)
        {
            headers.Add(KeyValuePair.Create("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture))); // As any client would; rules ask for it.
        }

        return request with { Body = body };
    }

    private byte[] ReadBody(ReadOnlySpan<byte> rest)
    {
        if (Header("Transfer-Encoding") is { } coding && coding.EndsWith("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return ReadChunks(rest);
        }

        if (Header("Content-Length") is not { } length)
        {
            return rest.ToArray(); // Written by hand: what follows is the body.
        }

        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes))
        {
            throw new FormatException($"Content-Length is \"{length}\"; write the number of bytes of the body ({rest.Length}), or leave the header out.");
        }

        if (bytes > rest.Length)
        {
            throw new FormatException($"Content-Length is {bytes}, but the body has {rest.Length} bytes; correct it, or leave the header out.");
        }

        return rest[..bytes].ToArray();
    }

    private static byte[] ReadChunks(ReadOnlySpan<byte> rest)
    {
        List<byte> body = [];
        while (true)
        {
            string line = NextLine(ref rest) ?? throw new FormatException("The chunked body ends without its last chunk; end it with \"0\" and an empty line.");
            int semicolon = line.IndexOf(';', StringComparison.Ordinal);
            if (!int.TryParse(semicolon < 0 ? line : line[..semicolon], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int size) || size < 0)
            {
                throw new FormatException($"\"{line}\" is no chunk size; write the chunk's bytes as a hexadecimal number.");
            }

            if (size == 0)
            {
                return [.. body];
            }

            if (size > rest.Length)
            {
                throw new FormatException($"A chunk of {size} bytes has only {rest.Length}.");
            }

            body.AddRange(rest[..size]);
            rest = rest[size..];
            if (NextLine(ref rest) is not { Length: 0 })
            {
                throw new FormatException($"A chunk of {size} bytes is longer than that; after its bytes a line end is expected.");
            }
        }
    }

    private static string? NextLine(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return Encoding.Latin1.GetString(line is [.., (byte)'\r'] ? line[..^1] : line);
    }
}
