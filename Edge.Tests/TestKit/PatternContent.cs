using System.Net;
using System.Security.Cryptography;

namespace Edge.Tests.TestKit;

/// <summary>A body of any length, made while it is sent, that watches the heap meanwhile.</summary>
internal sealed class PatternContent(long lengthBytes, long heapBytesBefore) : HttpContent
{
    /// <summary>SHA-256 of what was sent, in lower-case hex.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Most that the heap held above what it held before, after full collections.</summary>
    public long MostGrowthBytes { get; private set; } = long.MinValue;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        byte[] block = [.. Enumerable.Range(0, 64 * 1024).Select(static index => (byte)(index % 251))];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long step = lengthBytes / 4;
        for (long sent = 0, next = step; sent < lengthBytes;)
        {
            int length = (int)Math.Min(block.Length, lengthBytes - sent);
            hash.AppendData(block, 0, length);
            await stream.WriteAsync(block.AsMemory(0, length));
            sent += length;
            if (sent >= next)
            {
                next += step;
                MostGrowthBytes = Math.Max(MostGrowthBytes, GC.GetTotalMemory(forceFullCollection: true) - heapBytesBefore);
            }
        }

        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    protected override bool TryComputeLength(out long length)
    {
        length = lengthBytes;
        return true;
    }
}
