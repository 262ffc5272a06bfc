namespace Edge.Rules;

/// <summary>Where <c>IP</c>, <c>SESSION</c>, <c>USER</c>, <c>GLOBAL</c> and <c>RESOURCE</c> variables live between transactions.</summary>
/// <remarks>
/// Called on the request path by many threads: implementations are thread-safe and never wait. A record is named by its
/// collection (<c>ip</c>) and key (the text after <c>initcol:ip=</c>). Names compare without regard to ASCII case.
/// </remarks>
public interface IPersistentCollections
{
    /// <summary>Reads one variable; false when the record or the variable is not there or has expired.</summary>
    bool TryGet(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable, out string value);

    /// <summary>Writes one variable. The record lives for <paramref name="lifetime"/> after its last write.</summary>
    void Set(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable, ReadOnlySpan<char> value, TimeSpan lifetime);

    /// <summary>Adds to a variable that counts from 0, in one step that no other thread comes between; returns the sum.</summary>
    long Add(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable, long amount, TimeSpan lifetime);

    /// <summary>Removes one variable.</summary>
    void Remove(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable);

    /// <summary>Lets one variable end after a time (<c>expirevar</c>).</summary>
    void Expire(string collection, ReadOnlySpan<char> key, ReadOnlySpan<char> variable, TimeSpan after);

    /// <summary>The variables of a record that are in force, for targets that name none or a pattern.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Enumerate(string collection, ReadOnlySpan<char> key);
}
