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

    private readonly ITransformation[] _transformations;
    private readonly ulong[] _ofByte = new ulong[ByteValues];
    private readonly ulong _always;

    public TriggerTable(ITransformation[] transformations)
    {
        _transformations = transformations;
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

    /// <summary>The bits without which a pipeline changes at most the case of a value's letters.</summary>
    public ulong BeyondCase(int[] pipeline)
    {
        ulong bits = 0;
        foreach (int index in pipeline)
        {
            bits |= _transformations[index] switch
            {
                Lowercase when !IsTriggeredByCase(pipeline, toLower: true) => 0,
                Uppercase when !IsTriggeredByCase(pipeline, toLower: false) => 0,
                _ => BitOf(index),
            };
        }

        return bits;
    }

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

    /// <summary>Whether a letter of the one case triggers what the same letter of the other does not.</summary>
    private bool IsTriggeredByCase(int[] pipeline, bool toLower)
    {
        ulong bits = Of(pipeline);
        for (char lower = 'a'; lower <= 'z'; lower++)
        {
            (ulong ofLower, ulong ofUpper) = (_ofByte[lower] & bits, _ofByte[lower & ~0x20] & bits);
            if ((toLower ? ofLower & ~ofUpper : ofUpper & ~ofLower) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
