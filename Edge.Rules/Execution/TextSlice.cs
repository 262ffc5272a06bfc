namespace Edge.Rules.Execution;

/// <summary>A text of a transaction: a piece of its <see cref="TextArena"/>, or of a constant of the rules.</summary>
internal readonly struct TextSlice
{
    private readonly string? _constant;
    private readonly int _start;

    private TextSlice(string? constant, int start, int length)
    {
        _constant = constant;
        _start = start;
        Length = length;
    }

    public static TextSlice Empty => default;

    public int Length { get; }

    public bool IsEmpty => Length == 0;

    public static TextSlice Constant(string text) => new(text, 0, text.Length);

    public static TextSlice InArena(int start, int length) => new(null, start, length);

    public TextSlice Slice(int start, int length) => new(_constant, _start + start, length);

    public ReadOnlySpan<char> AsSpan(char[] arena) =>
        _constant is null ? arena.AsSpan(_start, Length) : _constant.AsSpan(_start, Length);
}
