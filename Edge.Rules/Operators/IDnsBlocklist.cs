namespace Edge.Rules.Operators;

/// <summary>Blocklists by DNS, for <c>@rbl</c>. Must answer from memory: no request waits for DNS.</summary>
public interface IDnsBlocklist
{
    bool IsListed(string zone, ReadOnlySpan<char> address);
}
