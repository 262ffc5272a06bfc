namespace Edge.Rules.Bodies;

/// <summary>What can be told of the lines of a multipart body without knowing where they stand.</summary>
internal static class MultipartLines
{
    /// <summary>The line with its break, or what is left of the body.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> body, int start)
    {
        ReadOnlySpan<byte> rest = body[start..];
        int end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..(end + 1)];
    }

    /// <summary>The break before a boundary belongs to the boundary (RFC 2046 §5.1.1).</summary>
    public static ReadOnlySpan<byte> WithoutBreak(ReadOnlySpan<byte> data) =>
        data.EndsWith("\r\n"u8) ? data[..^2] : data.EndsWith((byte)'\n') ? data[..^1] : data;

    /// <summary>
    /// What is wrong with a line that begins with two dashes and is not the boundary, but that another parser might take for
    /// it: quotes or white space before the boundary. Null when it is plain data.
    /// </summary>
    public static string? FindImitation(ReadOnlySpan<byte> line, ReadOnlySpan<byte> boundary, bool boundaryQuoted)
    {
        ReadOnlySpan<byte> text = line[2..];
        if (boundaryQuoted && text.StartsWith((byte)'"') && text[1..].StartsWith(boundary))
        {
            return "Multipart: Invalid boundary (quotes).";
        }

        int spaces = 0;
        while (spaces < text.Length && AsciiSpace.Is((char)text[spaces]))
        {
            spaces++;
        }

        return spaces > 0 && text[spaces..].StartsWith(boundary) ? "Multipart: Invalid boundary (whitespace)." : null;
    }
}
