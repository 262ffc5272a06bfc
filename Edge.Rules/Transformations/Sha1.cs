using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Rules.Transformations;

/// <summary><c>t:sha1</c>: the raw SHA1 digest, 20 bytes; most rules follow it with <c>t:hexEncode</c>.</summary>
internal sealed class Sha1 : ITransformation
{
    public string Name => "sha1";

    public int GetMaxOutputLength(int inputLength) => SHA1.HashSizeInBytes;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(input.Length);
        try
        {
            int count = Encoding.Latin1.GetBytes(input, bytes);
            Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The rule language names this digest; it compares values and guards nothing.
            SHA1.HashData(bytes.AsSpan(0, count), digest);
#pragma warning restore CA5350
            return Encoding.Latin1.GetChars(digest, output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
