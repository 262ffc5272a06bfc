namespace Edge.Rules.Transformations;

/// <summary>One <c>t:</c> transformation: a pure function from byte string to byte string.</summary>
/// <remarks>
/// Values are byte strings held as Latin-1 chars: one char, one byte, never above 0xFF.
/// Implementations are stateless, thread-safe, and allocate nothing.
/// </remarks>
internal interface ITransformation
{
    /// <summary>What <see cref="Transform"/> returns when the output would equal the input.</summary>
    const int Unchanged = -1;

    /// <summary>The name as the reference manual spells it, such as <c>urlDecodeUni</c>.</summary>
    string Name { get; }

    /// <summary>Bytes of which a value must hold one to be changed; null when any value may be.</summary>
    string? Triggers => null;

    /// <summary>The most chars that <see cref="Transform"/> can write for an input of this length.</summary>
    int GetMaxOutputLength(int inputLength) => inputLength;

    /// <summary>Writes the transformed value.</summary>
    /// <param name="input">The value; does not overlap <paramref name="output"/>.</param>
    /// <param name="output">At least <see cref="GetMaxOutputLength"/> chars.</param>
    /// <returns>The number of chars written, or <see cref="Unchanged"/> (then <paramref name="output"/> holds nothing of use).</returns>
    int Transform(ReadOnlySpan<char> input, Span<char> output);
}
