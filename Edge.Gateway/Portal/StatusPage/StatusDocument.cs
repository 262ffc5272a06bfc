using System.Security.Cryptography;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>A document of the status page, ready to send.</summary>
internal sealed class StatusDocument(string contentType, byte[] bytes)
{
    public string ContentType => contentType;

    public byte[] Bytes => bytes;

    /// <summary>Changes with the content (RFC 9110, section 8.8.3).</summary>
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
}
