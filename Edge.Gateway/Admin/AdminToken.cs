using System.Security.Cryptography;
using System.Text;

namespace Edge.Gateway.Admin;

/// <summary>A token of <c>admin.json</c>. The token itself is known to its holder alone.</summary>
/// <param name="Identity">Whom it lets in.</param>
/// <param name="Hash">SHA-256 of the token: tokens are 256 random bits, so nothing slower is needed.</param>
/// <param name="Expires">When it ends; null for never.</param>
internal sealed record AdminToken(AdminIdentity Identity, byte[] Hash, DateTimeOffset? Expires)
{
    /// <summary>Begins every token, so that secret scanners find a leaked one.</summary>
    public const string Prefix = "edge_";

    public string Id => Identity.Id;

    /// <summary>How long before its end a token is called expiring.</summary>
    public static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(14);

    /// <summary>A token with less than this left is short-lived on purpose, or it was called expiring for long enough.</summary>
    public static readonly TimeSpan ShortLife = TimeSpan.FromDays(1);

    public bool IsExpired(DateTimeOffset now) => Expires <= now;

    /// <summary>Whether it is time to make another.</summary>
    public bool IsExpiring(DateTimeOffset now) => Expires - now is { } left && left > ShortLife && left <= ExpiryWarning;

    /// <summary>Makes a new token: 256 random bits in base64url after <see cref="Prefix"/>.</summary>
    public static string Create() => Prefix + System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
