namespace Edge.Rules.Transformations;

/// <summary>Removes empty and <c>.</c> segments and resolves <c>..</c>, within the path.</summary>
internal static class PathNormalizer
{
    /// <remarks>Linear: each <c>..</c> takes back a segment that was written once.</remarks>
    public static int Normalize(ReadOnlySpan<char> input, Span<char> output, bool backslashes)
    {
        if (input.IsEmpty)
        {
            return ITransformation.Unchanged;
        }

        bool absolute = IsSlash(input[0], backslashes);
        bool trailing = IsSlash(input[^1], backslashes);
        int root = absolute ? 1 : 0; // What ".." can never take back: the leading slash, and leading "../" of relative paths.
        int written = root;
        if (absolute)
        {
            output[0] = '/';
        }

        ReadOnlySpan<char> rest = input;
        while (!rest.IsEmpty)
        {
            int length = backslashes ? rest.IndexOfAny('/', '\\') : rest.IndexOf('/');
            ReadOnlySpan<char> segment = length < 0 ? rest : rest[..length];
            rest = length < 0 ? [] : rest[(length + 1)..];
            if (segment is "" or ".")
            {
                continue;
            }

            if (segment is ".." && (absolute || written > root))
            {
                written = written > root ? output[..(written - 1)].LastIndexOf('/') + 1 : root;
                continue;
            }

            segment.CopyTo(output[written..]);
            written += segment.Length;
            if (written < output.Length)
            {
                output[written] = '/';
            }

            written++;
            root = segment is ".." ? written : root;
        }

        // Each segment was written with a slash behind it; the last one may lie past the end of the buffer.
        written -= !trailing && written > 0 ? 1 : 0;
        return ByteText.Outcome(input, output[..written]);
    }

    private static bool IsSlash(char c, bool backslashes) => c == '/' || (backslashes && c == '\\');
}
