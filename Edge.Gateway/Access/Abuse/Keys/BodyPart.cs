using System.Buffers;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>body:username</c>, <c>json:a.b</c>, <c>form:username</c>: a field of a small request body.</summary>
/// <remarks>What the body looks like decides how it is read, not what its <c>Content-Type</c> says: origins are often as generous.</remarks>
internal sealed class BodyPart(string name, bool readsJson, bool readsForm) : IKeyPart
{
    private readonly string[] _path = name.Split('.');

    public bool NeedsBody => true;

    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        if (!source.Body.TryGet(out ReadOnlySequence<byte> body))
        {
            return false;
        }

        Span<char> value = stackalloc char[KeyWriter.MaxValueChars];
        int length = IsJson(body) ? (readsJson ? JsonField.Find(WithoutMark(body), _path, value) : -1)
            : readsForm ? FindInForm(body, value) : -1;
        if (length < 0)
        {
            return false;
        }

        writer.AppendFolded(value[..length]);
        return true;
    }

    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        reader.IsNext("\uFEFF"u8, advancePast: true);
        return reader.UnreadSequence;
    }

    private static bool IsJson(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(WithoutMark(body));
        reader.AdvancePastAny((byte)' ', (byte)'\t', (byte)'\r', (byte)'\n');
        return reader.TryPeek(out byte first) && first == '{';
    }

    private int FindInForm(ReadOnlySequence<byte> body, Span<char> value)
    {
        if (body.IsSingleSegment)
        {
            return FormField.Find(body.FirstSpan, name, value);
        }

        int length = (int)body.Length; // At most AbuseGuard.MaxBodyBytes.
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(copy);
            return FormField.Find(copy.AsSpan(0, length), name, value);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
