using System.Collections.Frozen;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary>Fields that hold the name of a user, and no secret.</summary>
internal static class UserNames
{
    /// <summary>Longest name that is shown, in chars.</summary>
    public const int MaxChars = 100;

    private static readonly FrozenSet<string> Fields = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "username", "user", "user_name", "userid", "user_id", "login", "login_hint", "loginHint", "email", "identifier");

    public static bool Has(string field) => Fields.Contains(field);

    /// <summary>A name as it is shown: folded as it is counted, and cut.</summary>
    public static string? Show(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value.IsEmpty ? null : value[..Math.Min(value.Length, MaxChars)].ToString().ToLowerInvariant();
    }
}
