namespace Edge.Gateway.Observability;

/// <summary>
/// Makes request ids in the shape of a ULID: 26 characters of Crockford's base 32, 48 bits of Unix time in milliseconds and 80
/// random bits. They sort by time and are safe in headers, paths and shells.
/// </summary>
/// <remarks>Thread-safe; one string per id. Unique, not unguessable: never use an id as a secret.</remarks>
internal sealed class RequestIdGenerator(TimeProvider time)
{
    /// <summary>Characters of an id: 128 bits, five to a character, the first of which takes three.</summary>
    public const int Chars = 26;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Without I, L, O, U.
    private const int BitsPerChar = 5;

    /// <summary>A new id.</summary>
    public string Next()
    {
        ulong milliseconds = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds() & 0xFFFF_FFFF_FFFF;
        ulong upper = (milliseconds << 16) | (uint)Random.Shared.Next(1 << 16);
        ulong lower = unchecked((ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));
        return string.Create(Chars, new UInt128(upper, lower), static (text, id) =>
        {
            for (int index = text.Length - 1; index >= 0; index--)
            {
                text[index] = Alphabet[(int)((ulong)id & 31)];
                id >>= BitsPerChar;
            }
        });
    }
}
