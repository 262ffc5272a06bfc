using Edge.Gateway.Config;

namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>Which headers a plan may have: secrets stand elsewhere (<see cref="SecretReference"/>).</summary>
internal static class HookSecrets
{
    private static readonly string[] SecretWords = ["authorization", "cookie", "token", "secret", "key", "password", "signature"];

    /// <summary>What is wrong with a header of a plan; null when it is good.</summary>
    public static string? WhyNot(string name, string value)
    {
        if (name.Length > 0 && !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            return "is no header's name; use letters, digits, '-' and '_'.";
        }

        if (name.StartsWith("X-Edge-", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
        {
            return "is a header that the gateway sets itself; choose another.";
        }

        if (value.Length > SecretReference.MaxLength || value.Any(char.IsControl))
        {
            return $"has line breaks or more than {SecretReference.MaxLength} characters.";
        }

        return !SecretReference.Is(value) && SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? "stands in the file; set \"env:NAME\" or \"file:PATH\", because plans are shown, copied and kept."
            : null;
    }
}
