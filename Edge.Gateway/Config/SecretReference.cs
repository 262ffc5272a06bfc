namespace Edge.Gateway.Config;

/// <summary>Values that stand elsewhere: <c>env:NAME</c> and <c>file:PATH</c>. They are read when they are needed, and kept nowhere.</summary>
internal static class SecretReference
{
    /// <summary>Longest value, in chars.</summary>
    public const int MaxLength = 8 * 1024;

    private const string Variable = "env:";

    private const string File = "file:";

    public static bool Is(string value) => value.StartsWith(Variable, StringComparison.Ordinal) || value.StartsWith(File, StringComparison.Ordinal);

    /// <summary>The value that a text stands for, itself when it is no reference; false with the reference's name, never a value, when there is none.</summary>
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
}
