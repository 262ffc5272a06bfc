namespace Edge.Rules.Bodies;

/// <summary>The checksum at the end of zlib data (RFC 1950 §8.2).</summary>
internal static class Adler32
{
    private const uint Modulus = 65_521;

    /// <summary>The most bytes that can be summed before the sums overflow 32 bits (zlib's NMAX).</summary>
    private const int BlockBytes = 5552;

    public static uint Compute(ReadOnlySpan<byte> data)
    {
        uint low = 1;
        uint high = 0;
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> block = data[..Math.Min(data.Length, BlockBytes)];
            data = data[block.Length..];
            foreach (byte value in block)
            {
                low += value;
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
        }

        return (high << 16) | low;
    }
}
