using System.Security.Cryptography;
using System.Text;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>Tokens as they may be shown: enough to know one's own by, nothing that helps to guess it.</summary>
internal static class TokenMask
{
    /// <summary>Least chars of a token whose last four are shown: a random one then has over a hundred bits left.</summary>
    public const int MinChars = 24;

    private const int CharsShown = 4;

    // What a scheme's last characters tell is nothing of a password there.
    private static readonly string[] TokenSchemes = ["Bearer", "SSWS", "DPoP"];

    /// <summary>Masks the value of an <c>Authorization</c> header.</summary>
    public static string Of(string header)
    {
        string text = header.Trim();
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string scheme = space > 0 ? text[..space] : "";
        string token = text[(space + 1)..].Trim();
        string? known = Array.Find(TokenSchemes, candidate => candidate.Equals(scheme, StringComparison.OrdinalIgnoreCase));
        return known is not null && token.Length >= MinChars && token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            ? $"{known} …{token[^CharsShown..]}"
            : $"{known ?? "Other"} #{Convert.ToHexStringLower(HMACSHA256.HashData(Salt, Encoding.UTF8.GetBytes(token)).AsSpan(0, 4))}";
    }

    private static readonly byte[] Salt = RandomNumberGenerator.GetBytes(16); // So that a short secret cannot be found by trying all.
}
