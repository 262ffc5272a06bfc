using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary><c>t:cmdLine</c>: undoes what shells ignore: drops quotes, backslashes and carets, squeezes separators, lower case.</summary>
internal sealed class CmdLine : ITransformation
{
    private const string Marks = "\"'\\^ ,;\t\r\n/(ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly SearchValues<char> Touched = SearchValues.Create(Marks);

    public string Name => "cmdLine";

    public string? Triggers => Marks;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int start = input.IndexOfAny(Touched);
        if (start < 0)
        {
            return ITransformation.Unchanged;
        }

        input[..start].CopyTo(output);
        int written = start;
        bool space = false;
        foreach (char c in input[start..])
        {
            switch (c)
            {
                case '"' or '\'' or '\\' or '^':
                    break;
                case ' ' or ',' or ';' or '\t' or '\r' or '\n':
                    if (!space)
                    {
                        space = true;
                        output[written++] = ' ';
                    }

                    break;
                case '/' or '(':
                    written -= space ? 1 : 0;
                    space = false;
                    output[written++] = c;
                    break;
                default:
                    space = false;
                    output[written++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
                    break;
            }
        }

        return ByteText.Outcome(input, output[..written]);
    }
}
