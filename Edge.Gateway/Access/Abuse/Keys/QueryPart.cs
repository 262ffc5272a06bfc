using System.Buffers;
using System.Text;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>query:client_id</c>: a field of the query string. One that comes twice counts as missing.</summary>
internal sealed class QueryPart(string name) : IKeyPart
{
    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        string? query = source.Context.Request.QueryString.Value;
        if (string.IsNullOrEmpty(query))
        {
            return false;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(query.Length));
        try
        {
            int length = Encoding.UTF8.GetBytes(query.AsSpan(1), bytes);
            Span<char> value = stackalloc char[KeyWriter.MaxValueChars];
            int chars = FormField.Find(bytes.AsSpan(0, length), name, value);
            if (chars >= 0)
            {
                writer.AppendFolded(value[..chars]);
            }

            return chars >= 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
