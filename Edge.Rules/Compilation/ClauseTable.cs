using Edge.Rules.Matching;

namespace Edge.Rules.Compilation;

/// <summary>Numbers the clauses of literals that rules require, for requests and for responses.</summary>
internal sealed class ClauseTable
{
    private readonly Dictionary<string, int> _request = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _response = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<string>> _requestClauses = [];
    private readonly List<IReadOnlyList<string>> _responseClauses = [];

    public IReadOnlyList<IReadOnlyList<string>> RequestClauses => _requestClauses;

    public IReadOnlyList<IReadOnlyList<string>> ResponseClauses => _responseClauses;

    public void Assign(CompiledRule rule)
    {
        bool isResponse = rule.Targets.Length > 0 && Array.TrueForAll(rule.Targets, static target => target.Variable.IsResponse);
        bool isMixed = !isResponse && Array.Exists(rule.Targets, static target => target.Variable.IsResponse);
        if (isMixed || rule.IsNegated || rule.GroupSet < 0 || (rule.Operator as IRequiresLiterals)?.Requirement is not LiteralRequirement requirement)
        {
            return;
        }

        rule.Clauses = [.. requirement.Groups.Select(group => IndexOf([.. group], isResponse)).Distinct()];
    }

    private int IndexOf(IReadOnlyList<string> literals, bool isResponse)
    {
        Dictionary<string, int> indexes = isResponse ? _response : _request;
        string key = string.Join('\n', literals.Order(StringComparer.Ordinal));
        if (!indexes.TryGetValue(key, out int index))
        {
            index = indexes.Count;
            indexes.Add(key, index);
            (isResponse ? _responseClauses : _requestClauses).Add(literals);
        }

        return index;
    }
}
