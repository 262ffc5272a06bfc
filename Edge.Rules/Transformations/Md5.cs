using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Rules.Transformations;

/// <summary><c>t:md5</c>: the raw MD5 digest, 16 bytes; most rules follow it with <c>t:hexEncode</c>.</summary>
internal sealed class Md5 : ITransformation
{
    public string Name => "md5";

    public int GetMaxOutputLength(int inputLength) => MD5.HashSizeInBytes;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(input.Length);
        try
        {
            int count = Encoding.Latin1.GetBytes(input, bytes);
            Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // The rule language names this digest; it compares values and guards nothing.
            MD5.HashData(bytes.AsSpan(0, count), digest);
#pragma warning restore CA5351
            return Encoding.Latin1.GetChars(digest, output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
