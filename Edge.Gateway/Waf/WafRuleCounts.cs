using System.Collections.Concurrent;

namespace Edge.Gateway.Waf;

/// <summary>How often each rule matched on this node since its start. Rules are a closed set, so it is bounded.</summary>
internal sealed class WafRuleCounts
{
    private readonly ConcurrentDictionary<long, Count> _counts = new();

    /// <summary>Counts one logged match.</summary>
    /// <param name="rule">Its id.</param>
    /// <param name="message">As the rule file writes it: nothing of a request gets in here.</param>
    public void Matched(long rule, string message) => _counts.GetOrAdd(rule, static (_, text) => new Count(text), message).Add();

    /// <summary>The rules that matched most.</summary>
    public IReadOnlyList<(long Rule, string Message, long Matches)> Top(int limit) =>
        [.. _counts.Select(static pair => (pair.Key, pair.Value.Message, pair.Value.Value)).OrderByDescending(static entry => entry.Value).ThenBy(static entry => entry.Key).Take(limit)];

    private sealed class Count(string message)
    {
        private long _value;

        public string Message => message;

        public long Value => Volatile.Read(ref _value);

        public void Add() => Interlocked.Increment(ref _value);
    }
}
