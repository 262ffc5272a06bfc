using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary><c>t:removeCommentsChar</c>: removes the marks of comments (<c>/* */ &lt;!-- --&gt; -- #</c>) and keeps the text.</summary>
internal sealed class RemoveCommentsChar : ITransformation
{
    private const string Marks = "/*<-#";

    private static readonly SearchValues<char> Touched = SearchValues.Create(Marks);

    public string Name => "removeCommentsChar";

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
            int mark = MarkLength(input[i..]);
            if (mark == 0)
            {
                output[written++] = input[i++];
            }

            i += mark;
        }

        return written == input.Length ? ITransformation.Unchanged : written;
    }

    private static int MarkLength(ReadOnlySpan<char> text) => text[0] switch
    {
        '#' => 1,
        '/' when text.StartsWith("/*") => 2,
        '*' when text.StartsWith("*/") => 2,
        '<' when text.StartsWith("<!--") => 4,
        '-' when text.StartsWith("-->") => 3,
        '-' when text.StartsWith("--") => 2,
        _ => 0,
    };
}
