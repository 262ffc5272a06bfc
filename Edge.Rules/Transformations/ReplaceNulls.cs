namespace Edge.Rules.Transformations;

/// <summary><c>t:replaceNulls</c>: puts a space in place of each byte of value zero.</summary>
internal sealed class ReplaceNulls : ITransformation
{
    public string Name => "replaceNulls";

    public string? Triggers => "\0";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        if (!input.Contains('\0'))
        {
            return ITransformation.Unchanged;
        }

        input.Replace(output, '\0', ' ');
        return input.Length;
    }
}
