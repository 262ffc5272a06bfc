using System.Buffers;
using System.Text;
using Edge.Gateway.RateLimiting.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>form:username</c>: a field of a URL-encoded body; case makes no difference.</summary>
internal sealed class FormPart(string field) : IKeyPart
{
    public bool NeedsBody => true;

    public bool NamesUser => UserNames.Has(@field);

    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        Span<char> value = stackalloc char[KeyLimits.MaxFieldChars];
        int length = Find(source, value);
        return TryAddFolded(ref hasher, length < 0 ? [] : value[..length]);
    }

    public string? Read(in KeySource source)
    {
        Span<char> value = stackalloc char[KeyLimits.MaxFieldChars];
        int length = Find(source, value);
        return length < 0 ? null : UserNames.Show(value[..length]);
    }

    // -1: none, more than one, or one that is too long.
    private int Find(in KeySource source, Span<char> value)
    {
        if (source.Body.IsEmpty)
        {
            return -1;
        }

        char[] text = ArrayPool<char>.Shared.Rent((int)source.Body.Length);
        try
        {
            int length = Encoding.UTF8.GetChars(source.Body, text); // No more chars than bytes. Escaped or not, a name is the same.
            ReadOnlyMemory<char> found = default;
            foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(text.AsMemory(0, length)))
            {
                if (pair.DecodeName().Span.Equals(field, StringComparison.OrdinalIgnoreCase))
                {
                    if (!found.IsEmpty)
                    {
                        return -1; // Twice: see JsonPart.
                    }

                    found = pair.DecodeValue();
                }
            }

            return found.Span.Trim().TryCopyTo(value) ? found.Span.Trim().Length : -1;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text, clearArray: true); // It may have held a password.
        }
    }

    /// <summary>Adds a name in which neither case nor space around it makes a difference.</summary>
    public static bool TryAddFolded(ref KeyHasher hasher, ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.IsEmpty || value.Length > KeyLimits.MaxFieldChars)
        {
            return false;
        }

        Span<char> folded = stackalloc char[KeyLimits.MaxFieldChars];
        hasher.Add(folded[..value.ToLowerInvariant(folded)]);
        return true;
    }
}
