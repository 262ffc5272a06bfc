using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Edge.Rules.Bodies;

/// <summary>Inflates compressed bodies (RFC 9110 §8.4) for inspection, within limits on size and ratio.</summary>
/// <remarks>
/// What cannot be inflated whole is an error to report, never a body that passes unseen. Stricter than zlib where a second
/// parser might read more or less: a gzip body is exactly one member, <c>deflate</c> is the zlib format that RFC 9110 says
/// it is (never bare deflate data, which no checksum guards), and nothing may follow either.
/// </remarks>
internal static class BodyInflater
{
    /// <summary>Bytes asked for at a time, and the smallest buffer.</summary>
    private const int StepBytes = 16_384;

    /// <summary>Bytes of a gzip trailer: CRC-32 and size (RFC 1952 §2.3.1).</summary>
    private const int GzipTrailerBytes = 8;

    /// <param name="contentEncoding">The <c>Content-Encoding</c> header, several lines joined by commas; empty when absent.</param>
    /// <param name="body">The bytes as sent.</param>
    /// <param name="limits">Size, ratio and the number of codings.</param>
    /// <returns>The outcome; the caller disposes it.</returns>
    public static InflatedBody Inflate(ReadOnlySpan<char> contentEncoding, ReadOnlyMemory<byte> body, BodyLimits limits)
    {
        InflatedBody? current = null;
        ReadOnlySpan<char> rest = body.IsEmpty ? default : contentEncoding; // No body needs no inflating.
        int codings = 0;
        while (!rest.IsEmpty)
        {
            int comma = rest.LastIndexOf(','); // The coding applied last stands last and comes off first.
            ReadOnlySpan<char> coding = rest[(comma + 1)..].Trim(" \t");
            rest = comma < 0 ? default : rest[..comma];
            if (coding.IsEmpty || coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            ReadOnlyMemory<byte> input = current?.Bytes ?? body;
            InflatedBody next = ++codings > limits.MaxContentEncodings
                ? new InflatedBody(InflateOutcome.TooManyEncodings, [], 0)
                : InflateOne(coding, input, body.Length, limits);
            current?.Dispose();
            current = next;
            if (current.IsError)
            {
                return current;
            }
        }

        return current ?? new InflatedBody(InflateOutcome.NotEncoded, [], 0);
    }

    private static InflatedBody InflateOne(ReadOnlySpan<char> coding, ReadOnlyMemory<byte> input, int sentBytes, BodyLimits limits)
    {
        // The ratio counts from what was sent, so that two codings cannot multiply it.
        long ratioLimit = Math.Max(limits.InflateRatioFloorBytes, (long)sentBytes * limits.MaxInflateRatio);
        if (Is(coding, "br"))
        {
            return InflateBrotli(input.Span, ratioLimit, limits);
        }

        bool gzip = Is(coding, "gzip") || Is(coding, "x-gzip");
        if (!gzip && !Is(coding, "deflate"))
        {
            return new InflatedBody(InflateOutcome.UnsupportedEncoding, [], 0);
        }

        using Stream stream = gzip
            ? new GZipStream(AsStream(input), CompressionMode.Decompress)
            : new ZLibStream(AsStream(input), CompressionMode.Decompress);
        InflatedBody result = InflateStream(stream, ratioLimit, limits);
        if (result.IsError || (gzip ? EndsWithSize(input.Span, result.Bytes.Length) : EndsWithChecksum(input.Span, result.Bytes.Span)))
        {
            return result;
        }

        result.Dispose();
        return new InflatedBody(InflateOutcome.InvalidData, [], 0);
    }

    private static InflatedBody InflateStream(Stream stream, long ratioLimit, BodyLimits limits)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(StepBytes);
        int length = 0;
        try
        {
            while (true)
            {
                buffer = Grow(buffer, length);
                int read = stream.Read(buffer, length, buffer.Length - length);
                if (read == 0)
                {
                    // Streams that end within their header read as empty; nobody compresses nothing.
                    return new InflatedBody(length == 0 ? InflateOutcome.InvalidData : InflateOutcome.Inflated, buffer, length);
                }

                length += read;
                if (OverLimit(length, ratioLimit, limits) is { } outcome)
                {
                    return new InflatedBody(outcome, buffer, Math.Min(length, limits.MaxInflatedBytes));
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return new InflatedBody(InflateOutcome.InvalidData, buffer, Math.Min(length, limits.MaxInflatedBytes));
        }
    }

    private static InflatedBody InflateBrotli(ReadOnlySpan<byte> input, long ratioLimit, BodyLimits limits)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(StepBytes);
        int length = 0;
        BrotliDecoder decoder = default;
        try
        {
            while (true)
            {
                buffer = Grow(buffer, length);
                OperationStatus status = decoder.Decompress(input, buffer.AsSpan(length), out int consumed, out int written);
                input = input[consumed..];
                length += written;
                if (OverLimit(length, ratioLimit, limits) is { } outcome)
                {
                    return new InflatedBody(outcome, buffer, Math.Min(length, limits.MaxInflatedBytes));
                }

                if (status != OperationStatus.DestinationTooSmall)
                {
                    bool whole = status == OperationStatus.Done && input.IsEmpty;
                    return new InflatedBody(whole ? InflateOutcome.Inflated : InflateOutcome.InvalidData, buffer, length);
                }
            }
        }
        finally
        {
            decoder.Dispose();
        }
    }

    private static InflateOutcome? OverLimit(int length, long ratioLimit, BodyLimits limits) =>
        length > limits.MaxInflatedBytes ? InflateOutcome.TooLarge
        : length > ratioLimit ? InflateOutcome.RatioExceeded
        : null;

    private static byte[] Grow(byte[] buffer, int length)
    {
        if (length < buffer.Length)
        {
            return buffer;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>The last four bytes say how long the only member is; anything behind or missing makes them say something else.</summary>
    private static bool EndsWithSize(ReadOnlySpan<byte> gzip, int length) =>
        gzip.Length > GzipTrailerBytes && BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]) == (uint)length;

    /// <summary>.NET's streams do not notice every early end; the checksum in the last four bytes does.</summary>
    private static bool EndsWithChecksum(ReadOnlySpan<byte> zlib, ReadOnlySpan<byte> inflated) =>
        zlib.Length > sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(zlib[^4..]) == Adler32.Compute(inflated);

    private static bool Is(ReadOnlySpan<char> coding, string name) => coding.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static MemoryStream AsStream(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetArray(data, out ArraySegment<byte> segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(data.ToArray(), writable: false);
}
