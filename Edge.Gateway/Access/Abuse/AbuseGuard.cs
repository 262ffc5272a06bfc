using System.IO.Pipelines;
using Edge.Gateway.Access.Abuse.Keys;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.ObjectPool;

namespace Edge.Gateway.Access.Abuse;

/// <summary>Judges a request by the abuse rules, and counts answers for those that wait for them.</summary>
internal sealed class AbuseGuard(AbuseCounters counters, BanTable bans, AccessMetrics metrics)
{
    /// <summary>Bytes of a request body that are read for a key, before the request goes on: sign-in forms have a few hundred. In what is longer, the field counts as missing.</summary>
    public const int MaxBodyBytes = 16 * 1024;

    private readonly ObjectPool<AbuseTrail> _trails = new DefaultObjectPool<AbuseTrail>(new TrailPolicy(), maximumRetained: 1024);

    /// <summary>Judges a request whose address no list decides about. Allocates nothing unless it refuses.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">The request.</param>
    /// <param name="table">The rules.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="body">The beginning of the body when it is known.</param>
    public AbuseVerdict Inspect(HttpContext context, EdgeRequest request, AccessTable table, AddressKey address, KeyBody body)
    {
        string method = context.Request.Method;
        ReadOnlySpan<char> path = context.Request.Path.Value;
        string tenant = request.Tenant?.Id ?? "";
        ulong matched = 0;
        for (int i = 0; i < table.Abuse.Length; i++)
        {
            if (table.Abuse[i].Matches(method, path, tenant))
            {
                matched |= 1UL << i;
                if (table.Abuse[i].NeedsBody && !body.IsRead)
                {
                    return AbuseVerdict.NeedsBody;
                }
            }
        }

        return matched == 0 ? AbuseVerdict.Pass : InspectMatched(context, request, table, matched, new KeySource(context, tenant, address, body));
    }

    /// <summary>Reads the body's beginning, without consuming it, and judges then.</summary>
    public async ValueTask<AbuseVerdict> InspectWithBodyAsync(HttpContext context, EdgeRequest request, AccessTable table, AddressKey address)
    {
        if (!HasFiniteBody(context))
        {
            return Inspect(context, request, table, address, new KeyBody(content: null));
        }

        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(context.RequestAborted);
            bool isWhole = result.IsCompleted;
            if (!isWhole && result.Buffer.Length < MaxBodyBytes && !result.IsCanceled)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                return Inspect(context, request, table, address, new KeyBody(result.Buffer.Length <= MaxBodyBytes && isWhole ? result.Buffer : null));
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.Start); // Whoever reads next gets it all.
            }
        }
    }

    /// <summary>Counts the answer for the rules that wait for it. Runs before its first byte leaves, so that the next request meets the count.</summary>
    public void CountAnswer(HttpContext context, EdgeRequest request, AbuseTrail trail)
    {
        foreach ((AbuseRule rule, UInt128 key) in trail.Items)
        {
            if (rule.CountWhen!.Holds(context.Response.StatusCode, request.Problem) && counters.Add(key, rule.Window) == rule.Limit)
            {
                LimitReached(rule, key, trail.Address, request.Tenant?.Id ?? "");
            }
        }

        trail.Clear();
        _trails.Return(trail);
    }

    // A WebSocket or a gRPC stream may wait for an answer before it sends more.
    private static bool HasFiniteBody(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true }
        && context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true }
        && !(context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) ?? false);

    private AbuseVerdict InspectMatched(HttpContext context, EdgeRequest request, AccessTable table, ulong matched, in KeySource source)
    {
        AbuseTrail? trail = null;
        AbuseVerdict verdict = AbuseVerdict.Pass;
        for (; matched != 0 && verdict == AbuseVerdict.Pass; matched &= matched - 1)
        {
            AbuseRule rule = table.Abuse[System.Numerics.BitOperations.TrailingZeroCount(matched)];
            if (!rule.TryReadKey(source, out UInt128 key))
            {
                continue;
            }

            verdict = Judge(rule, key, source.Address, source.Tenant);
            if (verdict == AbuseVerdict.Pass && rule.CountWhen is not null)
            {
                (trail ??= _trails.Get()).Add(rule, key);
            }
        }

        if (trail is not null)
        {
            // A later rule's refusal is an answer too; the conditions tell it from the origin's.
            trail.Begin(source.Address);
            context.Features.Set(trail);
        }

        return verdict;
    }

    private AbuseVerdict Judge(AbuseRule rule, UInt128 key, AddressKey address, string tenant)
    {
        if (rule.Ban is { Target: BanKind.Key } && bans.Find(BanSubject.OfKey(rule.Id, key)) is not null)
        {
            metrics.Decided(rule.Id, "banned");
            return AbuseVerdict.Deny;
        }

        if (rule.CountWhen is null)
        {
            int count = counters.Add(key, rule.Window);
            if (count <= rule.Limit)
            {
                return AbuseVerdict.Pass;
            }

            if (rule.Mode == AccessMode.Block && count == rule.Limit + 1)
            {
                LimitReached(rule, key, address, tenant);
            }
        }
        else if (counters.Read(key) < rule.Limit)
        {
            return AbuseVerdict.Pass;
        }

        metrics.Decided(rule.Id, rule.Mode == AccessMode.Block ? "limit" : "count");
        return rule.Mode == AccessMode.Block ? AbuseVerdict.Deny : AbuseVerdict.Pass;
    }

    private void LimitReached(AbuseRule rule, UInt128 key, AddressKey address, string tenant)
    {
        if (rule.Mode == AccessMode.Count || rule.Ban is not { } policy)
        {
            return;
        }

        // A rule of one tenant must not shut an address out of the others.
        BanSubject subject = policy.Target == BanKind.Key ? BanSubject.OfKey(rule.Id, key)
            : BanSubject.OfAddress(address, rule.Tenant is null ? "" : tenant);
        if (bans.Add(subject, rule.Id, policy, $"more than {rule.Limit} in {rule.Window.TotalSeconds} s") is not null)
        {
            metrics.Decided(rule.Id, "ban");
            counters.Reset(key); // After the ban the count begins anew.
        }
    }

    private sealed class TrailPolicy : PooledObjectPolicy<AbuseTrail>
    {
        public override AbuseTrail Create() => new();

        public override bool Return(AbuseTrail trail) => true;
    }
}
