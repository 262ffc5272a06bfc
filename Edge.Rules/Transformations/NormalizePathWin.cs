namespace Edge.Rules.Transformations;

/// <summary><c>t:normalizePathWin</c>: as <c>normalizePath</c>, with backslashes read as slashes first.</summary>
internal sealed class NormalizePathWin : ITransformation
{
    public string Name => "normalizePathWin";

    public string? Triggers => "/\\.";

    public int Transform(ReadOnlySpan<char> input, Span<char> output) =>
        input.ContainsAny('/', '\\', '.') ? PathNormalizer.Normalize(input, output, backslashes: true) : ITransformation.Unchanged;
}
