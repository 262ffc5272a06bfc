using System.Collections.Concurrent;
using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>When and from where each token was last used, since the start of this node.</summary>
internal sealed class TokenUse(TimeProvider time)
{
    /// <summary>Most tokens remembered: those of many reloads.</summary>
    public const int MaxTokens = 10 * AdminCompiler.MaxTokens;

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, AddressKey Client)> _last = new(StringComparer.Ordinal);

    public void Note(string token, AddressKey client)
    {
        if (_last.Count < MaxTokens || _last.ContainsKey(token))
        {
            _last[token] = (time.GetUtcNow(), client);
        }
    }

    /// <summary>When and from where; null for not yet.</summary>
    public (DateTimeOffset At, AddressKey Client)? LastOf(string token) => _last.TryGetValue(token, out (DateTimeOffset, AddressKey) last) ? last : null;

    /// <summary>Whether the token's last use was from this address.</summary>
    public bool IsUsualFrom(string token, AddressKey client) => LastOf(token)?.Client == client;
}
