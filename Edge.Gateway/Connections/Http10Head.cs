using System.Buffers;

namespace Edge.Gateway.Connections;

/// <summary>Recognises the head of an HTTP/1.0 POST or PUT without a length.</summary>
internal static class Http10Head
{
    /// <param name="buffer">The first bytes of a connection.</param>
    /// <param name="headBytes">Bytes of the whole head, when it lacks its length.</param>
    /// <param name="firstLineBytes">Bytes of its request line with the line end.</param>
    public static Http10HeadShape Look(ReadOnlySequence<byte> buffer, out int headBytes, out int firstLineBytes)
    {
        (headBytes, firstLineBytes) = (0, 0);
        ReadOnlySpan<byte> start = buffer.FirstSpan;
        if (!MayBegin(start, "POST "u8) && !MayBegin(start, "PUT "u8))
        {
            return Http10HeadShape.Other; // By far the most: two comparisons.
        }

        ReadOnlySpan<byte> text = buffer.IsSingleSegment ? start : buffer.ToArray();
        int lineEnd = text.IndexOf("\r\n"u8);
        if (lineEnd < 0)
        {
            return Http10HeadShape.Incomplete;
        }

        if (!text[..lineEnd].EndsWith(" HTTP/1.0"u8))
        {
            return Http10HeadShape.Other;
        }

        int end = text.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return Http10HeadShape.Incomplete;
        }

        (headBytes, firstLineBytes) = (end + 4, lineEnd + 2);
        return SaysLength(text[firstLineBytes..(end + 2)]) ? Http10HeadShape.Other : Http10HeadShape.LacksLength;
    }

    private static bool MayBegin(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length < word.Length ? word.StartsWith(text) : text.StartsWith(word);

    private static bool SaysLength(ReadOnlySpan<byte> headers)
    {
        while (!headers.IsEmpty)
        {
            int end = headers.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? headers : headers[..end];
            headers = end < 0 ? [] : headers[(end + 1)..];
            int colon = line.IndexOf((byte)':');
            if (colon > 0 && (System.Text.Ascii.EqualsIgnoreCase(line[..colon], "Content-Length"u8) || System.Text.Ascii.EqualsIgnoreCase(line[..colon], "Transfer-Encoding"u8)))
            {
                return true;
            }
        }

        return false;
    }
}
