using Edge.Gateway.Http;

namespace Edge.Gateway.Access.Abuse;

/// <summary><c>countWhen</c>: the origin's statuses, or the gateway's own problems, that count.</summary>
internal sealed class AnswerCondition
{
    private readonly bool[] _statuses = new bool[600];
    private readonly string[] _problems;

    /// <param name="statuses">100 to 599.</param>
    /// <param name="problems">Names of <see cref="EdgeProblem"/>s.</param>
    public AnswerCondition(IEnumerable<int> statuses, IEnumerable<string> problems)
    {
        foreach (int status in statuses)
        {
            _statuses[status] = true;
        }

        _problems = [.. problems];
    }

    /// <summary>Whether an answer counts. A status counts only when it is the origin's: what the gateway itself refused is no failed sign-in.</summary>
    public bool Holds(int status, EdgeProblem? problem) => problem is null
        ? (uint)status < (uint)_statuses.Length && _statuses[status]
        : _problems.AsSpan().Contains(problem.Name);
}
