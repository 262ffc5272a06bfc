using System.Security.Cryptography;
using System.Text;

namespace Edge.Gateway.Admin;

/// <summary>An entry of <c>admin.json</c>: who may do what until when. The token itself is known to its holder alone.</summary>
/// <param name="Id">Names the holder in events.</param>
/// <param name="Hash">SHA-256 of the token: tokens are 256 random bits, so nothing slower is needed.</param>
/// <param name="RoleName">Name of its role.</param>
/// <param name="Role">What the role allows.</param>
/// <param name="Tenant">The only tenant it may see; null for all.</param>
/// <param name="Expires">When it ends; null for never.</param>
internal sealed record AdminToken(string Id, byte[] Hash, string RoleName, AdminRole Role, string? Tenant, DateTimeOffset? Expires)
{
    /// <summary>Whether it reaches only a part of what the node serves.</summary>
    public bool IsLimited => Tenant is not null || Role.Resources.Count > 0;

    /// <summary>Begins every token, so that secret scanners find a leaked one.</summary>
    public const string Prefix = "edge_";

    /// <summary>Makes a new token: 256 random bits in base64url after <see cref="Prefix"/>.</summary>
    public static string Create() => Prefix + System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
