using System.Buffers;
using System.Globalization;

namespace Edge.Rules.Operators;

/// <summary><c>@validateByteRange 10,13,32-126</c>: matches when any byte is outside the listed ranges.</summary>
/// <remarks>ModSecurity Reference Manual v2, "validateByteRange". One vectorised scan; allocates nothing.</remarks>
internal sealed class ValidateByteRange : IOperator
{
    private readonly SearchValues<char> _allowed;

    private ValidateByteRange(SearchValues<char> allowed) => _allowed = allowed;

    public static ValidateByteRange Parse(OperatorArgument argument)
    {
        HashSet<char> allowed = []; // Ranges may overlap.
        foreach (string part in argument.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            int first = ParseByte(dash < 0 ? part : part[..dash], part);
            int last = dash < 0 ? first : ParseByte(part[(dash + 1)..], part);
            if (first > last)
            {
                throw new OperatorArgumentException($"holds the range '{part}', whose end is below its start");
            }

            for (int value = first; value <= last; value++)
            {
                allowed.Add((char)value);
            }
        }

        return allowed.Count > 0
            ? new ValidateByteRange(SearchValues.Create([.. allowed]))
            : throw new OperatorArgumentException("lists no range; write bytes and ranges such as 10,13,32-126");
    }

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) => value.ContainsAnyExcept(_allowed);

    private static int ParseByte(string text, string part) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= 255
            ? value
            : throw new OperatorArgumentException($"holds '{part}'; a byte is a number from 0 to 255");
}
