using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Edge.Rules.Bodies;

/// <summary>Reads the boundary from a <c>Content-Type</c> header: refuses whatever two parsers might read differently.</summary>
internal static class MultipartBoundary
{
    /// <summary>Bytes of a <c>Content-Type</c> header that is looked at; ModSecurity v3's limit.</summary>
    private const int MaxContentTypeBytes = 1024;

    private const string Parameter = "boundary";

    /// <summary>RFC 2046 §5.1.1; a blank may not be the last.</summary>
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=? ");

    public static bool TryRead(
        ReadOnlySpan<char> contentType,
        BodyLimits limits,
        ref MultipartFlags flags,
        out ReadOnlySpan<char> boundary,
        [NotNullWhen(false)] out string? error)
    {
        boundary = default;
        error = FindValue(contentType, ref flags, out ReadOnlySpan<char> value) ?? Unquote(ref value, ref flags);
        if (error is not null)
        {
            return false;
        }

        if (CountParameters(value) > 0)
        {
            error = "Multipart: Invalid boundary in C-T (content).";
            return false;
        }

        int semicolon = value.IndexOf(';');
        if (!IsValid(value) && semicolon >= 0)
        {
            value = value[..semicolon]; // Some frameworks send a charset parameter after the boundary: tolerated, as in v3.
        }

        error = value.IsEmpty ? "Multipart: Invalid boundary in C-T (empty)."
            : !IsValid(value) ? "Multipart: Invalid boundary in C-T (characters)."
            : value.Length > limits.MaxMultipartBoundaryBytes ? "Multipart: Invalid boundary in C-T (length)."
            : null;
        boundary = value;
        return error is null;
    }

    private static string? FindValue(ReadOnlySpan<char> contentType, ref MultipartFlags flags, out ReadOnlySpan<char> value)
    {
        value = default;
        if (contentType.IsEmpty)
        {
            return "Multipart: Content-Type header not available.";
        }

        if (contentType.Length > MaxContentTypeBytes)
        {
            return "Multipart: Invalid boundary in C-T (length).";
        }

        if (!contentType.StartsWith(MultipartProcessor.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            return "Multipart: Invalid MIME type.";
        }

        int count = CountParameters(contentType);
        if (count > 1)
        {
            return "Multipart: Multiple boundary parameters in C-T.";
        }

        int name = contentType.IndexOf(Parameter, StringComparison.Ordinal);
        if (name < 0)
        {
            return count > 0
                ? "Multipart: Invalid boundary in C-T (case sensitivity)."
                : "Multipart: Boundary not found in C-T.";
        }

        // Between the media type and the parameter: white space and one semicolon.
        ReadOnlySpan<char> before = contentType[MultipartProcessor.MediaType.Length..name].Trim(AsciiSpace.All);
        if (before.Length > 1 || (before.Length == 1 && before[0] != ';'))
        {
            return "Multipart: Invalid boundary in C-T (malformed).";
        }

        ReadOnlySpan<char> after = contentType[(name + Parameter.Length)..];
        int equals = after.IndexOf('=');
        if (equals < 0)
        {
            return "Multipart: Invalid boundary in C-T (malformed).";
        }

        if (!after[..equals].Trim(AsciiSpace.All).IsEmpty)
        {
            return "Multipart: Invalid boundary in C-T (parameter name).";
        }

        value = after[(equals + 1)..];
        bool spaced = equals > 0 || (!value.IsEmpty && AsciiSpace.Is(value[0]));
        flags = flags with { MissingSemicolon = before.IsEmpty, BoundaryWhitespace = spaced };
        return null;
    }

    private static string? Unquote(ref ReadOnlySpan<char> value, ref MultipartFlags flags)
    {
        bool opens = value.StartsWith('"');
        bool closes = value.Length >= 2 && value.EndsWith('"');
        if (opens != closes)
        {
            return "Multipart: Invalid boundary in C-T (quote).";
        }

        if (opens)
        {
            value = value[1..^1];
            flags = flags with { BoundaryQuoted = true };
        }

        return value.IsEmpty ? "Multipart: Invalid boundary in C-T (empty)." : null;
    }

    private static bool IsValid(ReadOnlySpan<char> boundary) =>
        !boundary.ContainsAnyExcept(Allowed) && !boundary.EndsWith(' ');

    /// <summary>How often "boundary" stands there, in any case, with an equals sign somewhere behind it.</summary>
    private static int CountParameters(ReadOnlySpan<char> text)
    {
        int lastEquals = text.LastIndexOf('=');
        int count = 0;
        while (true)
        {
            int found = text.IndexOf(Parameter, StringComparison.OrdinalIgnoreCase);
            if (found < 0 || found + Parameter.Length > lastEquals)
            {
                return count;
            }

            count++;
            int skipped = found + Parameter.Length;
            text = text[skipped..];
            lastEquals -= skipped;
        }
    }
}
