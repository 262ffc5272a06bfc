using System.Runtime.CompilerServices;

namespace Edge.Gateway.RateLimiting;

/// <summary>The scopes of one request, on the stack.</summary>
[InlineArray(Bucket.MaxScopes)]
internal struct ScopeUses
{
    private ScopeUse _first;
}
