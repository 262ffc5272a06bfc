namespace Edge.Rules.Transformations;

/// <summary><c>t:replaceComments</c>: one space in place of each C comment, also of one that is not closed.</summary>
internal sealed class ReplaceComments : ITransformation
{
    public string Name => "replaceComments";

    public string? Triggers => "/";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int at = input.IndexOf("/*");
        if (at < 0)
        {
            return ITransformation.Unchanged;
        }

        int written = 0;
        while (at >= 0)
        {
            input[..at].CopyTo(output[written..]);
            written += at;
            output[written++] = ' ';
            input = input[(at + 2)..];
            int end = input.IndexOf("*/");
            input = end < 0 ? [] : input[(end + 2)..];
            at = input.IndexOf("/*");
        }

        input.CopyTo(output[written..]);
        return written + input.Length;
    }
}
