using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>Hashes the parts of a key, seeded per process, or per fleet, so that nobody can choose keys that collide. Allocates nothing.</summary>
/// <remarks>Two lanes of multiply-and-fold as in wyhash: a few nanoseconds for a token, and two keys share a hash once in 2^64 pairs.</remarks>
internal struct KeyHasher
{
    private static readonly ulong[] Seeds = MakeSeeds();

    private ulong _low;
    private ulong _high;

    /// <summary>The seeds as text, for the other nodes of a fleet.</summary>
    public static string SeedText => Convert.ToHexString(MemoryMarshal.AsBytes(Seeds.AsSpan()));

    /// <summary>Begins a key.</summary>
    /// <param name="space">Keeps kinds of keys apart.</param>
    public KeyHasher(ulong space)
    {
        _low = Fold(space ^ Seeds[0], Seeds[1]);
        _high = Fold(space ^ Seeds[2], Seeds[3]);
    }

    /// <summary>Takes over the fleet's seeds: before the first request, or when a node that began alone finds its fleet, and then its keys count anew.</summary>
    /// <returns>False when the text is no seeds.</returns>
    public static bool TryAdopt(string text)
    {
        Span<ulong> seeds = stackalloc ulong[Seeds.Length];
        if (text.Length != seeds.Length * sizeof(ulong) * 2 || Convert.FromHexString(text, MemoryMarshal.AsBytes(seeds), out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        seeds.CopyTo(Seeds);
        return true;
    }

    public void Add(ulong value)
    {
        _low = Fold(_low ^ value, Seeds[4]);
        _high = Fold(_high ^ value, Seeds[5]);
    }

    /// <summary>Adds a text; its length too, so that "a", "bc" is not "ab", "c".</summary>
    public void Add(ReadOnlySpan<char> text) => Add(MemoryMarshal.AsBytes(text));

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length + 1);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        if (!bytes.IsEmpty)
        {
            Span<byte> last = stackalloc byte[sizeof(ulong)];
            last.Clear();
            bytes.CopyTo(last);
            Add(BinaryPrimitives.ReadUInt64LittleEndian(last));
        }
    }

    /// <summary>Stands for a part that the request does not have: no text has this length.</summary>
    public void AddMissing() => Add(0UL);

    public readonly KeyHash Finish() => new(Fold(_low, Seeds[6]), Math.Max(1, Fold(_high, Seeds[7])));

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low ^ left; // With the left operand, a zero does not swallow what came before.
    }

    private static ulong[] MakeSeeds()
    {
        ulong[] seeds = new ulong[8];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(seeds.AsSpan()));
        for (int i = 0; i < seeds.Length; i++)
        {
            seeds[i] |= 1; // Odd, so that no multiplication loses everything.
        }

        return seeds;
    }
}
