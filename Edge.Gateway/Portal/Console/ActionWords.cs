namespace Edge.Gateway.Portal.Console;

/// <summary>What came of the last action of a session, until its next page shows it. Nothing of it is in a URL.</summary>
internal sealed class ActionWords(TimeProvider time)
{
    /// <summary>Most sessions that are remembered; the oldest go first.</summary>
    public const int MaxSessions = 256;

    /// <summary>Longest that a word waits for its page.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ActionWord Word, long At)> _words = new(StringComparer.Ordinal);

    public void Put(string session, ActionWord word)
    {
        lock (_lock)
        {
            if (_words.Count >= MaxSessions)
            {
                _words.Remove(_words.MinBy(static entry => entry.Value.At).Key);
            }

            _words[session] = (word, time.GetTimestamp());
        }
    }

    /// <summary>Shown once; null when there is none.</summary>
    public ActionWord? Take(string session)
    {
        lock (_lock)
        {
            return _words.Remove(session, out (ActionWord Word, long At) entry) && time.GetElapsedTime(entry.At) <= MaxAge ? entry.Word : null;
        }
    }
}
