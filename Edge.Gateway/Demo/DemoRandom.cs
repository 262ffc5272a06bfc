namespace Edge.Gateway.Demo;

/// <summary>A seeded sequence of numbers that all threads draw from without a lock.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood 2014): the n-th number depends on the seed and n only, so a run can be repeated.</remarks>
internal sealed class DemoRandom(ulong seed)
{
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private ulong _state = seed;

    /// <summary>A generator whose seed comes from a name, the same in every run.</summary>
    public static DemoRandom For(string name)
    {
        ulong hash = 14695981039346656037; // FNV-1a, 64 bits: string.GetHashCode differs from run to run.
        foreach (char value in name)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return new DemoRandom(hash);
    }

    /// <summary>64 bits.</summary>
    public ulong Next()
    {
        ulong value = Interlocked.Add(ref _state, Increment);
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in <paramref name="percent"/> of 100 draws.</summary>
    public bool Hits(double percent) => percent > 0 && NextDouble() * 100 < percent;

    /// <summary>An identifier of letters and digits. Not a secret: a demo token protects nothing.</summary>
    public string NextId(string prefix, int length) =>
        string.Create(prefix.Length + length, (this, prefix), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            ulong bits = 0;
            for (int index = state.prefix.Length, used = 0; index < span.Length; index++, used++)
            {
                bits = used % 8 == 0 ? state.Item1.Next() : bits / (ulong)Alphabet.Length;
                span[index] = Alphabet[(int)(bits % (ulong)Alphabet.Length)];
            }
        });
}
