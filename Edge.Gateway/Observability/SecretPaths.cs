using System.Buffers;

namespace Edge.Gateway.Observability;

/// <summary>Keeps secrets that services put into paths out of logs: <c>/activate/TOKEN</c> becomes <c>/activate/***</c>.</summary>
/// <remarks>
/// Masked are what follows a segment that names a secret, unless it is a plain word (<c>/password/reset</c>), and what is a
/// token by its looks wherever it stands. Ids of users, groups and applications stay: they are what a log is searched for.
/// Allocates only for a text with a secret in it.
/// </remarks>
internal static class SecretPaths
{
    public const string Mask = "***";

    /// <summary>Least chars of a token by its looks: 32 bytes in base64url. Identifiers and UUIDs are shorter.</summary>
    private const int MinTokenChars = 43;

    /// <summary>Least chars of a JSON Web Token; what begins with <c>eyJ</c> and is shorter may be a word.</summary>
    private const int MinJwtChars = 20;

    /// <summary>Longest plain word, in chars; longer ones of small letters alone may be a secret.</summary>
    private const int MaxWordChars = 24;

    private const string JwtStart = "eyJ";

    /// <summary>Parts of segment names behind which a secret stands.</summary>
    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["activat", "recover", "reset", "verif", "token", "invit", "magic", "unlock", "otp", "passcode", "password", "secret", "session", "confirm", "ticket", "unsubscribe", "sso_code"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~.%+=");
    private static readonly SearchValues<char> WordLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-_.");

    /// <summary>Masks secrets in a path, or in all paths that stand in a text.</summary>
    public static string In(string text)
    {
        int at = text.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> before = default;
        while (at >= 0)
        {
            int start = at + 1;
            int length = text.AsSpan(start).IndexOfAnyExcept(Letters);
            length = length < 0 ? text.Length - start : length;
            ReadOnlySpan<char> segment = text.AsSpan(start, length);
            if (IsSecret(before, segment))
            {
                text = string.Concat(text.AsSpan(0, start), Mask, text.AsSpan(start + length));
                length = Mask.Length;
            }

            int end = start + length;
            bool goesOn = end < text.Length && text[end] == '/';
            before = !goesOn ? default : length == 0 ? before : text.AsSpan(start, length);
            at = goesOn ? end : text.IndexOf('/', end);
        }

        return text;
    }

    private static bool IsSecret(ReadOnlySpan<char> before, ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
        {
            return false;
        }

        bool isNamed = before.ContainsAny(Names) || before.Equals("code", StringComparison.OrdinalIgnoreCase) || before.Equals("pin", StringComparison.OrdinalIgnoreCase);
        return isNamed ? segment.Length > MaxWordChars || segment.ContainsAnyExcept(WordLetters)
            : (segment.Length >= MinJwtChars && segment.StartsWith(JwtStart, StringComparison.Ordinal))
            || (segment.Length >= MinTokenChars && segment.IndexOfAny('.', '%') < 0 && segment.ContainsAnyInRange('0', '9') && segment.ContainsAnyInRange('A', 'z'));
    }
}
