using System.Buffers;
using System.Text.Json;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>json:username</c>: a text or number of the JSON body's outermost object; case makes no difference.</summary>
/// <remarks>A field that comes twice is missing: which one the origin takes cannot be known, and the shared counter of the missing is no way round.</remarks>
internal sealed class JsonPart(string field) : IKeyPart
{
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = KeyLimits.MaxJsonDepth };

    public bool NeedsBody => true;

    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        Span<char> value = stackalloc char[KeyLimits.MaxFieldChars];
        int length = TryFind(source.Body, value);
        return FormPart.TryAddFolded(ref hasher, length < 0 ? [] : value[..length]);
    }

    public bool NamesUser => UserNames.Has(@field);

    public string? Read(in KeySource source)
    {
        Span<char> value = stackalloc char[KeyLimits.MaxFieldChars];
        int length = TryFind(source.Body, value);
        return length < 0 ? null : UserNames.Show(value[..length]);
    }

    private int TryFind(in ReadOnlySequence<byte> body, Span<char> value)
    {
        try
        {
            return Find(body, value);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return -1; // The reader has no other way to say that a text is broken.
        }
    }

    private int Find(in ReadOnlySequence<byte> body, Span<char> value)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: true, new JsonReaderState(Options));
        Span<char> name = stackalloc char[KeyLimits.MaxFieldChars];
        int found = -1;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || LengthOf(reader) > name.Length
                || !name[..reader.CopyString(name)].Equals(field, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            reader.Read();
            if (found >= 0 || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || LengthOf(reader) > value.Length)
            {
                return -1;
            }

            found = reader.TokenType == JsonTokenType.String ? reader.CopyString(value) : CopyNumber(reader, value);
        }

        return found;
    }

    private static int CopyNumber(in Utf8JsonReader reader, Span<char> value)
    {
        Span<byte> digits = stackalloc byte[KeyLimits.MaxFieldChars];
        int length = (int)LengthOf(reader);
        reader.ValueSequence.CopyTo(reader.HasValueSequence ? digits : []);
        reader.ValueSpan.CopyTo(digits);
        return System.Text.Encoding.ASCII.GetChars(digits[..length], value);
    }

    private static long LengthOf(in Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
}
