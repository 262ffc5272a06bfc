namespace Edge.Rules.Transformations;

/// <summary><c>t:normalizePath</c>: removes doubled slashes and self references, resolves <c>..</c>.</summary>
internal sealed class NormalizePath : ITransformation
{
    public string Name => "normalizePath";

    public string? Triggers => "/.";

    public int Transform(ReadOnlySpan<char> input, Span<char> output) =>
        input.ContainsAny('/', '.') ? PathNormalizer.Normalize(input, output, backslashes: false) : ITransformation.Unchanged;
}
