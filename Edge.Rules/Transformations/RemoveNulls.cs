using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary><c>t:removeNulls</c>: removes bytes of value zero.</summary>
internal sealed class RemoveNulls : ITransformation
{
    private static readonly SearchValues<char> Null = SearchValues.Create("\0");

    public string Name => "removeNulls";

    public string? Triggers => "\0";

    public int Transform(ReadOnlySpan<char> input, Span<char> output) => ByteText.RemoveAll(input, output, Null);
}
