using System.Globalization;
using System.Text;
using Edge.Rules;

namespace Edge.Tests.Rules;

/// <summary>Gives the bytes of a request to a transaction, however broken they are, and says what a server would answer.</summary>
internal static class RawRequest
{
    private static readonly System.Buffers.SearchValues<char> Separators = System.Buffers.SearchValues.Create(" \t\"(),/;<=>?@[]{}\\");

    /// <summary>Runs all phases of a request that a backend answers with 200 and nothing.</summary>
    /// <returns>200, 400 for a head that no server accepts, or 0 for one that gets no HTTP answer.</returns>
    public static int Run(Transaction transaction, ReadOnlySpan<byte> request) => Run(transaction, request, static (_, _) => new("text/plain", []));

    /// <summary>The same, with a backend that answers by the target and the request's body.</summary>
    public static int Run(Transaction transaction, ReadOnlySpan<byte> request, Func<string, byte[], (string ContentType, byte[] Body)> backend)
    {
        int end = request.IndexOf("\r\n\r\n"u8);
        string head = Encoding.Latin1.GetString(end < 0 ? request : request[..end]);
        ReadOnlySpan<byte> body = end < 0 ? [] : request[(end + 4)..];
        string[] lines = head.Split("\r\n");
        int first = lines[0].IndexOf(' ', StringComparison.Ordinal);
        int last = lines[0].LastIndexOf(' ');
        string method = first < 0 ? lines[0] : lines[0][..first];
        string target = first < 0 || last == first ? "" : lines[0][(first + 1)..last];
        string protocol = last < 0 ? "" : lines[0][(last + 1)..];
        transaction.SetConnection("127.0.0.1", 40000, "127.0.0.1", 80);
        transaction.SetRequestLine(method, target, protocol);
        List<(string Name, string Value)> headers = [];
        bool isChunked = head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            bool isLength = colon == 14 && line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase);
            if (colon > 0 && !(isLength && isChunked)) // RFC 9112, 6.3: a length beside chunks is not passed on.
            {
                headers.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
                transaction.AddRequestHeader(headers[^1].Name, headers[^1].Value);
            }
        }

        bool isShort = !isChunked && long.TryParse(Find(headers, "Content-Length"), out long announced) && announced > body.Length;
        transaction.ProcessRequestHeaders();
        if (transaction.InspectsRequestBody)
        {
            transaction.AppendRequestBody(BodyOf(headers, body));
        }

        transaction.ProcessRequestBody();
        transaction.SetResponseLine(200, "HTTP/1.1");
        (string type, byte[] answer) = backend(target, BodyOf(headers, body).ToArray());
        transaction.AddResponseHeader("Content-Length", answer.Length.ToString(CultureInfo.InvariantCulture));
        if (answer.Length > 0)
        {
            transaction.AddResponseHeader("Content-Type", type);
        }

        transaction.ProcessResponseHeaders();
        transaction.AppendResponseBody(answer);
        transaction.ProcessResponseBody();
        transaction.ProcessLogging();
        return isShort ? 0 : Status(head, method, target, protocol, headers);
    }

    private static ReadOnlySpan<byte> BodyOf(List<(string Name, string Value)> headers, ReadOnlySpan<byte> rest)
    {
        if (Find(headers, "Transfer-Encoding") is string coding && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return Dechunk(rest);
        }

        return int.TryParse(Find(headers, "Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? rest[..Math.Min(length, rest.Length)] : [];
    }

    private static ReadOnlySpan<byte> Dechunk(ReadOnlySpan<byte> rest)
    {
        List<byte> body = [];
        while (rest.IndexOf("\r\n"u8) is var end && end > 0
            && int.TryParse(Encoding.ASCII.GetString(rest[..end]), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int size)
            && size > 0 && end + 2 + size <= rest.Length)
        {
            body.AddRange(rest.Slice(end + 2, size));
            rest = rest[Math.Min(rest.Length, end + 4 + size)..];
        }

        return body.ToArray();
    }

    private static int Status(string head, string method, string target, string protocol, List<(string Name, string Value)> headers)
    {
        if (protocol.Length == 0)
        {
            return 0;
        }

        if (method == "CONNECT")
        {
            return target.Contains(':', StringComparison.Ordinal) ? 405 : 400;
        }

        bool isValid = method.Length > 0 && method.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            && target.Length > 0 && (target[0] == '/' || target == "*" || target.Contains("://", StringComparison.Ordinal))
            && !target.Any(static letter => letter is ' ' or '\t' or '\0' or '#')
            && protocol is "HTTP/1.0" or "HTTP/1.1"
            && (protocol != "HTTP/1.1" || Find(headers, "Host") is { Length: > 0 })
            && Find(headers, "Host")?.Contains('%', StringComparison.Ordinal) is not true
            && (Find(headers, "Content-Length") is not string length || ulong.TryParse(length, out _))
            && !head.Replace("\r\n", "", StringComparison.Ordinal).Contains('\r', StringComparison.Ordinal)
            && headers.TrueForAll(static header => !header.Name.AsSpan().ContainsAny(Separators));
        return isValid ? 200 : 400;
    }

    private static string? Find(List<(string Name, string Value)> headers, string name) =>
        headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
