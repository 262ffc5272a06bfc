using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting;

/// <summary>What is counted below a tenant in a bucket: an app or token, a user, a client. Immutable.</summary>
internal sealed class Scope
{
    public required string Id { get; init; }

    /// <summary>Keeps the keys of this scope apart from all others in the tables.</summary>
    public required ulong Space { get; init; }

    /// <summary>What its key is made of.</summary>
    public required IReadOnlyList<IKeyPart> Key { get; init; }

    /// <summary>A limit of its own; null when it is <see cref="Percent"/> of the tenant's.</summary>
    public RateLimitPolicy? Policy { get; init; }

    /// <summary>Ceiling in percent of the tenant's limit.</summary>
    public int Percent { get; init; } = 50;

    /// <summary>Most requests of one key under way at a time; 0 for any number.</summary>
    public int Concurrency { get; init; }

    public BucketMode Mode { get; init; }

    /// <summary>What a denial is called.</summary>
    public EdgeProblem Problem { get; init; } = EdgeProblem.QuotaExceeded;

    /// <summary>Whether the key has the client's address in it: those can be had without end, so they are kept apart.</summary>
    public bool IsByAddress { get; init; }

    /// <summary>The key of a request. A part that it does not have is part of the key too: all who leave it out share one counter.</summary>
    public KeyHash KeyOf(in KeySource source, ulong tenant)
    {
        var hasher = new KeyHasher(Space);
        hasher.Add(tenant);
        for (int i = 0; i < Key.Count; i++)
        {
            if (!Key[i].TryAdd(ref hasher, source))
            {
                hasher.AddMissing();
            }
        }

        return hasher.Finish();
    }
}
