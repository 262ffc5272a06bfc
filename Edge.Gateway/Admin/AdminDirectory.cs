using System.Security.Cryptography;

namespace Edge.Gateway.Admin;

/// <summary>All admin tokens of a snapshot.</summary>
internal sealed class AdminDirectory(IReadOnlyList<AdminToken> tokens)
{
    public IReadOnlyList<AdminToken> Tokens { get; } = tokens;

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
