namespace Edge.Rules.Transformations;

/// <summary><c>t:phpArgsNames</c>: the name that PHP gives to an argument.</summary>
/// <remarks>
/// PHP drops leading spaces, writes <c>_</c> for a space or dot before the first bracket and for a bracket that is
/// never closed, ignores what follows the last index, and has no variable for a name that starts with a bracket.
/// </remarks>
internal sealed class PhpArgsNames : ITransformation
{
    public string Name => "phpArgsNames";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        if (!input.ContainsAny(' ', '.', '['))
        {
            return ITransformation.Unchanged;
        }

        ReadOnlySpan<char> rest = input.TrimStart(' ');
        int bracket = rest.IndexOf('[');
        if (bracket == 0)
        {
            return 0;
        }

        ReadOnlySpan<char> name = bracket < 0 ? rest : rest[..bracket];
        name.Replace(output, ' ', '_');
        output[..name.Length].Replace('.', '_');
        int written = name.Length;
        rest = rest[name.Length..];
        bool first = true;
        while (!rest.IsEmpty && rest[0] == '[')
        {
            int end = rest.IndexOf(']');
            if (end < 0)
            {
                if (first)
                {
                    rest.CopyTo(output[written..]);
                    output[written] = '_';
                    written += rest.Length;
                }

                break;
            }

            bool empty = end == 2 && ByteText.IsSpace(rest[1]); // PHP reads "[ ]" as "[]".
            ReadOnlySpan<char> index = empty ? "[]" : rest[..(end + 1)];
            index.CopyTo(output[written..]);
            written += index.Length;
            rest = rest[(end + 1)..];
            first = false;
        }

        return ByteText.Outcome(input, output[..written]);
    }
}
