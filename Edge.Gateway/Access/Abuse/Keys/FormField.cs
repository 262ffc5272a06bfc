using System.Globalization;
using System.Text;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary>Finds one field of an <c>application/x-www-form-urlencoded</c> text.</summary>
internal static class FormField
{
    /// <summary>Longest encoded name or value that is looked at, in bytes; a longer value counts as missing.</summary>
    private const int MaxEncodedBytes = KeyWriter.MaxValueChars * 3;

    /// <summary>The field's decoded value.</summary>
    /// <param name="form">The text.</param>
    /// <param name="name">The field; case makes no difference.</param>
    /// <param name="value">Takes the value.</param>
    /// <returns>The value's length in chars; -1 when the field is missing, comes twice or is too long.</returns>
    public static int Find(ReadOnlySpan<byte> form, string name, Span<char> value)
    {
        int found = -1;
        Span<char> decoded = stackalloc char[MaxEncodedBytes];
        foreach (Range range in form.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = form[range];
            int equals = pair.IndexOf((byte)'=');
            int length = Decode(equals < 0 ? pair : pair[..equals], decoded);
            if (length < 0 || !name.AsSpan().Equals(decoded[..length], StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            length = equals < 0 ? 0 : Decode(pair[(equals + 1)..], decoded);
            if (found >= 0 || length < 0 || length > value.Length)
            {
                return -1;
            }

            decoded[..length].CopyTo(value);
            found = length;
        }

        return found;
    }

    private static int Decode(ReadOnlySpan<byte> encoded, Span<char> chars)
    {
        if (encoded.Length > MaxEncodedBytes)
        {
            return -1;
        }

        Span<byte> bytes = stackalloc byte[MaxEncodedBytes];
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            byte value = encoded[i];
            if (value == '%' && i + 2 < encoded.Length && byte.TryParse(encoded.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte escaped))
            {
                value = escaped;
                i += 2;
            }
            else if (value == '+')
            {
                value = (byte)' ';
            }

            bytes[length++] = value;
        }

        return Encoding.UTF8.GetChars(bytes[..length], chars);
    }
}
