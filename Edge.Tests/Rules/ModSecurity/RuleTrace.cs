using System.Globalization;
using System.Text;
using Edge.Rules;
using Edge.Rules.Compilation;
using Edge.Rules.Matching.Automata;
using Edge.Rules.Operators;
using Edge.Rules.Transformations;

namespace Edge.Tests.Rules.ModSecurity;

/// <summary>Writes down what operators and transformations of a rule set see, in the words of ModSecurity's debug log.</summary>
internal sealed class RuleTrace
{
    private readonly StringBuilder _lines = new();
    private readonly HashSet<CompiledRule> _idle = [];

    /// <summary>Wraps the operators and transformations of a rule set that was loaded as plain, for one transaction.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="unseen">A rule that is not of the case.</param>
    public RuleTrace(RuleSet rules, long unseen)
    {
        foreach (CompiledRule rule in rules.Plan.Rules.Where(rule => rule.Id != unseen).SelectMany(static starter => starter.Chain()).Where(static rule => rule.Operator is not null))
        {
            _idle.Add(rule);
            typeof(CompiledRule).GetProperty(nameof(CompiledRule.Operator))!.SetValue(rule, new TracedOperator(this, rule, rule.Operator!));
        }

        ITransformation[] transformations = rules.Plan.Transformations;
        for (int index = 0; index < transformations.Length; index++)
        {
            transformations[index] = new TracedTransformation(this, transformations[index]);
        }
    }

    /// <summary>The lines; a rule whose targets had no value comes last.</summary>
    public override string ToString()
    {
        foreach (CompiledRule rule in _idle)
        {
            Begin(rule);
            Add(" Rule returned 0.");
        }

        _idle.Clear();
        return _lines.ToString();
    }

    public void Add(string line) => _lines.Append(line).Append('\n');

    private void Begin(CompiledRule rule)
    {
        foreach (CompiledTarget target in rule.Targets)
        {
            Add($"(Rule: {rule.Id}) Executing operator \"{NameOf(rule)}\" with param \"{rule.OperatorText}\" against {target.Variable.Name}.");
        }
    }

    private static string NameOf(CompiledRule rule) => char.ToUpperInvariant(rule.OperatorName[0]) + rule.OperatorName[1..];

    private sealed class TracedOperator(RuleTrace trace, CompiledRule rule, IOperator inner) : IOperator
    {
        public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
        {
            trace._idle.Remove(rule);
            trace.Begin(rule);
            foreach (CompiledTarget target in rule.Targets)
            {
                trace.Add($" Target value: \"{value}\" (Variable: {target.Variable.Name}");
            }

            bool matched = inner.Evaluate(new TracedContext(trace, NameOf(rule), context), value);
            trace.Add(matched != rule.IsNegated ? " Rule returned 1." : " Rule returned 0.");
            return matched;
        }
    }

    private sealed class TracedContext(RuleTrace trace, string name, IOperatorContext inner) : IOperatorContext
    {
        public bool WantsCaptures => inner.WantsCaptures;

        public WorkMeter Work => inner.Work;

        public void SetCapture(int index, ReadOnlySpan<char> value)
        {
            trace.Add(string.Create(CultureInfo.InvariantCulture, $"Added regex subexpression TX.{index}: {value}"));
            trace.Add(string.Create(CultureInfo.InvariantCulture, $"Added {name} match TX.{index}: {value}"));
            inner.SetCapture(index, value);
        }

        public ReadOnlySpan<char> Expand(OperatorArgument argument) => inner.Expand(argument);

        public void RegexTimedOut(IOperator source) => inner.RegexTimedOut(source);

        public void SetGeo(GeoLocation location) => inner.SetGeo(location);
    }

    private sealed class TracedTransformation(RuleTrace trace, ITransformation inner) : ITransformation
    {
        public string Name => inner.Name;

        public string? Triggers => inner.Triggers;

        public int GetMaxOutputLength(int inputLength) => inner.GetMaxOutputLength(inputLength);

        public int Transform(ReadOnlySpan<char> input, Span<char> output)
        {
            int length = inner.Transform(input, output);
            trace.Add($" T (0) t:{Name}: \"{(length == ITransformation.Unchanged ? input : output[..length])}\"");
            return length;
        }
    }
}
