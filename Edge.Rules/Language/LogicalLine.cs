namespace Edge.Rules.Language;

/// <summary>A directive's line after its continuations are joined, with the way back to the physical lines.</summary>
internal sealed class LogicalLine(string file)
{
    private readonly System.Text.StringBuilder _text = new();
    private readonly List<(int Start, int Line, int Column)> _segments = [];
    private string? _joined;

    public string File { get; } = file;

    public string Text => _joined ??= _text.ToString();

    public bool IsEmpty => _text.Length == 0;

    /// <summary>Appends a piece of a physical line that begins at the given place.</summary>
    public void Append(ReadOnlySpan<char> piece, int line, int column)
    {
        _joined = null;
        _segments.Add((_text.Length, line, column));
        _text.Append(piece);
    }

    public SourcePosition PositionAt(int index)
    {
        (int start, int line, int column) = _segments[0];
        foreach ((int nextStart, int nextLine, int nextColumn) in _segments)
        {
            if (nextStart > index)
            {
                break;
            }

            (start, line, column) = (nextStart, nextLine, nextColumn);
        }

        return new SourcePosition(File, line, column + Math.Max(0, index - start));
    }
}
