using Edge.Rules.Matching.Automata;
using Edge.Rules.Operators;

namespace Edge.Tests.Rules.Operators;

/// <summary>A transaction as far as operators see it: records captures, expands one macro.</summary>
internal sealed class FakeOperatorContext(bool wantsCaptures = true) : IOperatorContext
{
    public string Macro { get; set; } = "";

    public SortedDictionary<int, string> Captures { get; } = [];

    public int Timeouts { get; private set; }

    public GeoLocation? Geo { get; private set; }

    public WorkMeter Work { get; } = new();

    public bool WantsCaptures => wantsCaptures;

    public void SetCapture(int index, ReadOnlySpan<char> value) => Captures[index] = value.ToString();

    public ReadOnlySpan<char> Expand(OperatorArgument argument) =>
        argument.HasMacros ? argument.Text.Replace("%{tx.x}", Macro, StringComparison.Ordinal) : argument.Text;

    public void RegexTimedOut(IOperator source) => Timeouts++;

    public void SetGeo(GeoLocation location) => Geo = location;
}
