using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Edge.Gateway.Access.Abuse.Keys;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Http;

namespace Edge.Gateway.Access.Abuse;

/// <summary>An entry of <c>access.abuse</c>: what is counted by which key, how many are let through, and what follows. Immutable.</summary>
internal sealed class AbuseRule
{
    /// <summary>Largest <c>limit</c>.</summary>
    public const int MaxLimit = 16_000_000;

    /// <summary>Longest <c>window</c>.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(1);

    /// <summary>Shortest <c>window</c>.</summary>
    public static readonly TimeSpan MinWindow = TimeSpan.FromSeconds(1);

    private readonly UInt128 _seed;

    public AbuseRule(string id)
    {
        Id = id;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("edge abuse rule\n" + id), hash);
        _seed = BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public string Id { get; }

    /// <summary>The only tenant it holds for; null for all.</summary>
    public required string? Tenant { get; init; }

    public required PathPattern[] Match { get; init; }

    public required IKeyPart[] Key
    {
        get;
        init
        {
            field = value;
            NeedsBody = value.Any(static part => part.NeedsBody);
        }
    }

    /// <summary>Whether requests that lack a part of the key are left alone; otherwise they share one key, so that leaving it out is no way around.</summary>
    public required bool SkipsMissing { get; init; }

    /// <summary>Which answers count; null when every request counts.</summary>
    public required AnswerCondition? CountWhen { get; init; }

    /// <summary>How many are let through per window.</summary>
    public required int Limit { get; init; }

    public required TimeSpan Window { get; init; }

    /// <summary>What follows beyond the limit; null refuses what has the key until the window ends.</summary>
    public required BanPolicy? Ban { get; init; }

    public required AccessMode Mode { get; init; }

    /// <summary>Whether a part of the key is in the body.</summary>
    public bool NeedsBody { get; private set; }

    public bool Matches(string method, ReadOnlySpan<char> path, string tenant)
    {
        if (Tenant is not null && !string.Equals(Tenant, tenant, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (PathPattern pattern in Match)
        {
            if (pattern.Matches(method, path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The key of a request in this rule; false when it lacks a part and the rule leaves such alone.</summary>
    public bool TryReadKey(in KeySource source, out UInt128 key)
    {
        if (Key.Length == 1 && Key[0] is AddressPart)
        {
            key = source.Address.ClientBits ^ _seed; // Addresses need no hash to be told apart.
            return true;
        }

        KeyWriter writer = new(_seed, stackalloc byte[KeyWriter.BufferBytes]);
        foreach (IKeyPart part in Key)
        {
            if (!part.Append(source, ref writer))
            {
                if (SkipsMissing)
                {
                    key = default;
                    return false;
                }

                writer.AppendMissing();
            }
        }

        key = writer.Finish();
        return true;
    }
}
