using Edge.Rules.Transformations;

namespace Edge.Rules.Execution;

/// <summary>Runs a pipeline over one value in two buffers that take turns. Keeps nothing.</summary>
internal sealed class PlainTransformer
{
    private const int InitialChars = 1024;

    /// <summary>Chars that each buffer may keep between transactions.</summary>
    private const int MaxKeptChars = 64 * 1024;

    private char[] _front = new char[InitialChars];
    private char[] _back = new char[InitialChars];

    /// <summary>One step: the value itself when the transformation leaves it as it is.</summary>
    /// <remarks>The result is true until the next but one call; <paramref name="input"/> may be the last result.</remarks>
    public ReadOnlySpan<char> Step(ITransformation transformation, ReadOnlySpan<char> input, out bool changed)
    {
        int room = transformation.GetMaxOutputLength(input.Length);
        if (_back.Length < room)
        {
            _back = new char[Math.Max(room, _back.Length * 2)];
        }

        int length = transformation.Transform(input, _back);
        changed = length != ITransformation.Unchanged;
        if (!changed)
        {
            return input;
        }

        (_front, _back) = (_back, _front);
        return _front.AsSpan(0, length);
    }

    public void Trim()
    {
        _front = _front.Length > MaxKeptChars ? new char[InitialChars] : _front;
        _back = _back.Length > MaxKeptChars ? new char[InitialChars] : _back;
    }
}
