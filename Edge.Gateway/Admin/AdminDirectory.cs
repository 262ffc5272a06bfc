using System.Security.Cryptography;

namespace Edge.Gateway.Admin;

/// <summary>All admin tokens and roles of a snapshot.</summary>
internal sealed class AdminDirectory(IReadOnlyList<AdminToken> tokens, IReadOnlyDictionary<string, AdminRole> roles)
{
    public IReadOnlyList<AdminToken> Tokens { get; } = tokens;

    /// <summary>All roles by name, the built-in ones among them.</summary>
    public IReadOnlyDictionary<string, AdminRole> Roles { get; } = roles;

    /// <summary>The entry of a token, expired or not; null when there is none.</summary>
    public AdminToken? Find(string token)
    {
        byte[] hash = AdminToken.HashOf(token);
        AdminToken? found = null;
        foreach (AdminToken candidate in Tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(candidate.Hash, hash))
            {
                found = candidate; // No early exit: the time tells nothing of the place.
            }
        }

        return found;
    }
}
