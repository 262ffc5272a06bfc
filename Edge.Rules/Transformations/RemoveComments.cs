using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary><c>t:removeComments</c>: removes <c>/* */</c> and <c>&lt;!-- --&gt;</c>; cuts at <c>--</c> and <c>#</c>.</summary>
/// <remarks>
/// As in the reference engine, whose vectors fix both: the byte after a comment is copied without a look at it,
/// and a comment that ends the value leaves a zero byte.
/// </remarks>
internal sealed class RemoveComments : ITransformation
{
    private const string Marks = "/<-#";

    private static readonly SearchValues<char> Touched = SearchValues.Create(Marks);

    public string Name => "removeComments";

    public string? Triggers => Marks;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int i = input.IndexOfAny(Touched);
        if (i < 0)
        {
            return ITransformation.Unchanged;
        }

        input[..i].CopyTo(output);
        int written = i;
        while (i < input.Length)
        {
            ReadOnlySpan<char> rest = input[i..];
            int opening = rest.StartsWith("/*") ? 2 : rest.StartsWith("<!--") ? 4 : 0;
            if (opening > 0)
            {
                int length = ToCommentEnd(rest[opening..]);
                if (length < 0)
                {
                    output[written++] = ' ';
                    break;
                }

                i += opening + length;
                output[written++] = i < input.Length ? input[i] : '\0';
                i++;
            }
            else if (rest[0] == '#' || rest.StartsWith("--"))
            {
                break;
            }
            else
            {
                output[written++] = input[i++];
            }
        }

        return ByteText.Outcome(input, output[..written]);
    }

    /// <summary>Length up to and with the first closing mark of either kind, or a negative number.</summary>
    private static int ToCommentEnd(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int next = text[i..].IndexOfAny('*', '-');
            if (next < 0)
            {
                return -1;
            }

            i += next;
            if (text[i..].StartsWith("*/"))
            {
                return i + 2;
            }

            if (text[i..].StartsWith("-->"))
            {
                return i + 3;
            }
        }

        return -1;
    }
}
