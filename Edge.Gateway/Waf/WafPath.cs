using System.Buffers;
using System.Text.Unicode;

namespace Edge.Gateway.Waf;

/// <summary>The path by which rules may be relaxed: only one that every reader of the target takes for the same.</summary>
/// <remarks>
/// Kestrel resolves dots and leaves <c>%2F</c> alone; an origin may decode <c>%2F</c> first and resolve then, or cut off what
/// stands behind a <c>;</c>. To it <c>/legacy/..%2fapi</c> is <c>/api</c>: a relaxation for <c>/legacy</c> must not hold there.
/// </remarks>
internal static class WafPath
{
    /// <summary>Longest path that is looked at, in chars; a longer one is doubtful. Kestrel's request line ends at 8 KiB.</summary>
    private const int MaxChars = 8192;

    /// <summary>What stands for itself in a path (RFC 3986 §3.3), save <c>;</c>, which some origins give a meaning.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@/");

    /// <summary>What a percent-encoding may not hide: separators, the encoding itself, dots, and signs that end a path.</summary>
    private static readonly SearchValues<byte> Hidden = SearchValues.Create([.. "/\\%.;?#"u8, 0x7F, .. Enumerable.Range(0, ' ').Select(static control => (byte)control)]);

    /// <summary>The path of a target, decoded; null when readers may differ about it.</summary>
    /// <param name="target">The request target as it was sent: only the origin form (RFC 9112 §3.2.1) has a path without doubt.</param>
    public static string? Of(string target)
    {
        int question = target.IndexOf('?', StringComparison.Ordinal);
        ReadOnlySpan<char> path = question < 0 ? target : target.AsSpan(0, question);
        if (path is not ['/', ..] || path.Length > MaxChars || HasDoubtfulSegment(path))
        {
            return null;
        }

        return path.ContainsAnyExcept(Plain) ? Decode(path) : path.ToString();
    }

    /// <summary>An empty segment, or one of dots alone.</summary>
    private static bool HasDoubtfulSegment(ReadOnlySpan<char> path)
    {
        foreach (Range range in path[1..].Split('/'))
        {
            ReadOnlySpan<char> segment = path[1..][range];
            bool isLast = range.End.GetOffset(path.Length - 1) == path.Length - 1;
            if (segment is "." or ".." || (segment.IsEmpty && !isLast))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Decode(ReadOnlySpan<char> path)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(path.Length);
        try
        {
            int length = 0;
            for (int i = 0; i < path.Length; i++)
            {
                if (path[i] != '%')
                {
                    if (!Plain.Contains(path[i]))
                    {
                        return null;
                    }

                    rented[length++] = (byte)path[i];
                    continue;
                }

                if (i + 2 >= path.Length || !byte.TryParse(path.Slice(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out byte value) || Hidden.Contains(value))
                {
                    return null;
                }

                rented[length++] = value;
                i += 2;
            }

            ReadOnlySpan<byte> decoded = rented.AsSpan(0, length);
            return Utf8.IsValid(decoded) ? System.Text.Encoding.UTF8.GetString(decoded) : null; // Over-long forms of a slash are no UTF-8.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
