using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@ipMatch a,b/n,…</c> and <c>@ipMatchFromFile file</c>: matches when the value is an address of the list.</summary>
internal sealed class IpMatch : IOperator
{
    private readonly IpRangeSet _ranges;

    private IpMatch(IEnumerable<string> entries)
    {
        if (!IpRangeSet.TryCreate(entries, out _ranges, out string? wrong))
        {
            throw new OperatorArgumentException($"holds '{wrong}', which is neither an address nor a CIDR block");
        }
    }

    public static IpMatch Parse(OperatorArgument argument) =>
        new(argument.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    public static IpMatch ParseFiles(OperatorArgument argument, OperatorServices services) =>
        new(DataFile.ReadLines(argument, services).SelectMany(static line => line.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)));

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) => _ranges.Contains(value);
}
