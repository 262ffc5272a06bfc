using System.Buffers;
using System.Text.Json;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary>Finds one field of a JSON text by its path, such as <c>username</c> or <c>credentials.login</c>.</summary>
internal static class JsonField
{
    /// <summary>Deepest nesting that is read.</summary>
    private const int MaxDepth = 32;

    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth };

    /// <summary>The field's value: text, or a number as written.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Names from the outside in; case makes no difference.</param>
    /// <param name="value">Takes the value.</param>
    /// <returns>The value's length in chars; -1 when the field is missing, comes twice or is too long, and for what is not JSON.</returns>
    public static int Find(ReadOnlySequence<byte> json, string[] path, Span<char> value)
    {
        try
        {
            return FindIn(json, path, value);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return -1; // The reader has no other way to say that a text is broken, or not UTF-8.
        }
    }

    private static int FindIn(ReadOnlySequence<byte> json, string[] path, Span<char> value)
    {
        Utf8JsonReader reader = new(json, isFinalBlock: true, new JsonReaderState(Options));
        int matched = 0; // Names of the path that lead to where the reader is.
        int found = -1;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            int depth = reader.CurrentDepth; // 1 in the outermost object.
            matched = Math.Min(matched, depth - 1);
            if (matched != depth - 1 || depth > path.Length || !NameIs(ref reader, path[matched]))
            {
                continue;
            }

            matched = depth;
            if (matched == path.Length)
            {
                reader.Read();
                if (found >= 0 || !IsScalar(reader.TokenType) || LengthOf(ref reader) > value.Length)
                {
                    return -1;
                }

                found = CopyValue(ref reader, value);
            }
        }

        return found;
    }

    private static bool IsScalar(JsonTokenType type) => type is JsonTokenType.String or JsonTokenType.Number;

    private static long LengthOf(ref Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;

    private static bool NameIs(ref Utf8JsonReader reader, string name)
    {
        Span<char> chars = stackalloc char[KeyWriter.MaxValueChars];
        return LengthOf(ref reader) <= chars.Length && name.AsSpan().Equals(chars[..reader.CopyString(chars)], StringComparison.OrdinalIgnoreCase);
    }

    private static int CopyValue(ref Utf8JsonReader reader, Span<char> value)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.CopyString(value);
        }

        Span<byte> digits = stackalloc byte[KeyWriter.MaxValueChars];
        int length = (int)LengthOf(ref reader);
        if (reader.HasValueSequence)
        {
            reader.ValueSequence.CopyTo(digits);
        }
        else
        {
            reader.ValueSpan.CopyTo(digits);
        }

        return System.Text.Encoding.ASCII.GetChars(digits[..length], value);
    }
}
