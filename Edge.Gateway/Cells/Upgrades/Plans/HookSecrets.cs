namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>Values of hooks' headers that stand elsewhere: <c>env:NAME</c> and <c>file:PATH</c>. They are read when a call is made, and kept nowhere.</summary>
internal static class HookSecrets
{
    /// <summary>Longest value, in chars.</summary>
    public const int MaxLength = 8 * 1024;

    private const string Variable = "env:";

    private const string File = "file:";

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

        if (value.Length > MaxLength || value.Any(char.IsControl))
        {
            return $"has line breaks or more than {MaxLength} characters.";
        }

        return !IsReference(value) && SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? "stands in the file; set \"env:NAME\" or \"file:PATH\", because plans are shown, copied and kept."
            : null;
    }

    /// <summary>The value to send; false with the reference's name, never a value, when there is none.</summary>
    public static bool TryRead(string value, out string read, out string why)
    {
        (read, why) = (value, "");
        try
        {
            if (value.StartsWith(Variable, StringComparison.Ordinal))
            {
                read = Environment.GetEnvironmentVariable(value[Variable.Length..]) ?? "";
            }
            else if (value.StartsWith(File, StringComparison.Ordinal))
            {
                using StreamReader reader = new(value[File.Length..]);
                char[] text = new char[MaxLength + 1];
                read = new string(text, 0, reader.ReadBlock(text)).Trim();
            }
            else
            {
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            read = "";
        }

        why = read.Length is 0 or > MaxLength || read.Any(char.IsControl) ? $"\"{value}\" gives no usable value on this node" : "";
        return why.Length == 0;
    }

    private static bool IsReference(string value) => value.StartsWith(Variable, StringComparison.Ordinal) || value.StartsWith(File, StringComparison.Ordinal);
}
