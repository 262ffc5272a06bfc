namespace Edge.Rules.Language;

/// <summary>One argument of a directive, quotes removed, that still knows where each of its chars stands.</summary>
internal sealed class DirectiveArgument(string text, LogicalLine line, int start, int[] removedEscapes)
{
    /// <summary>The argument; <c>\"</c> inside quotes has become <c>"</c>, every other backslash is kept.</summary>
    public string Text { get; } = text;

    /// <summary>Line and column in the file of the char at <paramref name="index"/> of <see cref="Text"/>.</summary>
    public SourcePosition PositionAt(int index)
    {
        int removed = 0;
        while (removed < removedEscapes.Length && removedEscapes[removed] < index + removed)
        {
            removed++;
        }

        return line.PositionAt(start + index + removed);
    }
}
