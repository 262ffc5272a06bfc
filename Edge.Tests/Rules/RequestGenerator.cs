using System.Text;

namespace Edge.Tests.Rules;

/// <summary>Makes requests, plain and hostile, from a seed.</summary>
internal sealed class RequestGenerator(int seed)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "get", "DELETE", "X"];
    private static readonly string[] Types =
    [
        "application/x-www-form-urlencoded", "application/json", "text/xml", "multipart/form-data; boundary=b", "text/plain",
        "application/soap+xml; charset=utf-7", "multipart/form-data", "",
    ];

    private static readonly string[] Pieces =
    [
        "union select", "' or 1=1--", "<script>", "</", "onerror=", "javascript:", "../../etc/passwd", "${jndi:ldap://x}", ";cat ", "|nc ", "`id`",
        "%27", "%u0027", "&#x3c;", "\\x3c", "\\u003c", "/*", "*/", "--", "+", "%00", "%", "%2", "\0", "\r\n", "é", "\u00ff", "\u0080", "hello", "world", "12345",
        "<?php", "system(", "eval(", "base64_decode", "SELECT", "sleep(5)", "0x41", "@@version", "O'Brien", "a=b", "{\"", "}", "[", "]", "\\", "\"", "'", " ",
        "http://127.0.0.1/", "file://", "boot.ini", ".htaccess", "java.lang.Runtime", "document.cookie", "aaaaaaaaaaaaaaaa", "((((", "))))", "\t", "=", ";", "$(",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        StringBuilder head = new();
        string method = Pick(Methods);
        head.Append(method).Append(" /").Append(Target()).Append(_random.Next(20) == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        head.Append("Host: ").Append(_random.Next(4) == 0 ? "127.0.0.1" : "shop.example.org").Append("\r\n");
        for (int count = _random.Next(6); count > 0; count--)
        {
            head.Append(Pick(["User-Agent", "Accept", "Referer", "Cookie", "Range", "X-Custom", "Content-Encoding", "Authorization"])).Append(": ")
                .Append(Text(4).Replace("\r\n", " ", StringComparison.Ordinal)).Append("\r\n");
        }

        byte[] body = method is "POST" or "PUT" ? Body(head) : [];
        head.Append("Content-Length: ").Append(body.Length).Append("\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
    }

    private string Target()
    {
        StringBuilder target = new();
        target.Append(Uri.EscapeDataString(Text(2)).Replace("%2F", "/", StringComparison.Ordinal));
        for (int count = _random.Next(5), index = 0; index < count; index++)
        {
            target.Append(index == 0 ? '?' : '&').Append(Uri.EscapeDataString(Text(1))).Append('=');
            target.Append(_random.Next(3) == 0 ? Text(3).Replace(' ', '+').Replace("\r\n", "%0d", StringComparison.Ordinal) : Uri.EscapeDataString(Text(5)));
        }

        return target.ToString();
    }

    private byte[] Body(StringBuilder head)
    {
        string type = Pick(Types);
        head.Append("Content-Type: ").Append(type).Append("\r\n");
        string body = type switch
        {
            "application/json" => "{\"a\":[" + string.Join(',', Enumerable.Range(0, _random.Next(8)).Select(_ => "\"" + Text(3).Replace("\\", "", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"")) + "]}",
            "text/xml" => "<r a=\"" + Text(2).Replace("\"", "", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal) + "\"><b>" + Text(3).Replace("<", "&lt;", StringComparison.Ordinal).Replace("&", "&amp;", StringComparison.Ordinal) + "</b></r>",
            _ when type.StartsWith("multipart", StringComparison.Ordinal) => "--b\r\nContent-Disposition: form-data; name=\"" + Text(1) + "\"; filename=\"" + Text(1) + "\"\r\nContent-Type: " + Text(1) + "\r\n\r\n" + Text(4) + "\r\n--b--\r\n",
            _ => string.Join('&', Enumerable.Range(0, _random.Next(6)).Select(_ => Uri.EscapeDataString(Text(1)) + "=" + Uri.EscapeDataString(Text(4)))),
        };
        return Encoding.Latin1.GetBytes(_random.Next(10) == 0 ? body[..(body.Length / 2)] : body);
    }

    private string Text(int most)
    {
        StringBuilder text = new();
        for (int count = _random.Next(most + 1); count >= 0; count--)
        {
            text.Append(Pick(Pieces));
        }

        return text.ToString();
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
