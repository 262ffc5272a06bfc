using Edge.Rules.Transformations;

namespace Edge.Rules.Compilation;

/// <summary>Tells by a value's bytes which transformations may change it: most values of a request are changed by hardly any.</summary>
/// <remarks>One bit for each transformation, by its index in <see cref="RulePlan.Transformations"/>.</remarks>
internal sealed class TriggerTable
{
    /// <summary>Longer values, in chars, are not looked at: one look for each transformation is then cheaper, because it is vectorised.</summary>
    private const int MaxLength = 256;

    private const int ByteValues = 256;

    /// <summary>Bits of a mask; transformations behind it share the last one.</summary>
    private const int MaxBits = 64;

    private readonly ulong[] _ofByte = new ulong[ByteValues];
    private readonly ulong _always;

    public TriggerTable(ITransformation[] transformations)
    {
        for (int index = 0; index < transformations.Length; index++)
        {
            if (transformations[index].Triggers is not string triggers || index >= MaxBits - 1)
            {
                _always |= BitOf(index);
                continue;
            }

            foreach (char trigger in triggers)
            {
                _ofByte[trigger] |= BitOf(index);
            }
        }
    }

    /// <summary>The bits of the transformations of a pipeline.</summary>
    public static ulong Of(int[] pipeline) => pipeline.Aggregate(0UL, static (bits, index) => bits | BitOf(index));

    public static ulong BitOf(int transformation) => 1UL << Math.Min(transformation, MaxBits - 1);

    /// <summary>The bits of those that may change a value; a transformation whose bit is not set does not.</summary>
    public ulong Of(ReadOnlySpan<char> value)
    {
        if (value.Length > MaxLength)
        {
            return ulong.MaxValue;
        }

        ulong bits = _always;
        foreach (char c in value)
        {
            bits |= c < ByteValues ? _ofByte[c] : ulong.MaxValue;
        }

        return bits;
    }
}
