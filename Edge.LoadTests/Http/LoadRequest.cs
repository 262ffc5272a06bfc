using System.Globalization;
using System.Text;

namespace Edge.LoadTests.Http;

/// <summary>A request whose bytes are made once, before the load.</summary>
internal sealed class LoadRequest
{
    private readonly (string Name, string Value)[] _headers;

    public LoadRequest(string method, string path, string host, IReadOnlyList<(string Name, string Value)>? headers = null, byte[]? body = null)
    {
        Host = host;
        Body = body ?? [];
        List<(string, string)> all = [("user-agent", "Mozilla/5.0 (X11; Linux x86_64) edge-load/1.0"), ("accept", "*/*"), .. headers ?? []];
        if (Body.Length > 0)
        {
            all.Add(("content-length", Body.Length.ToString(CultureInfo.InvariantCulture)));
        }

        _headers = [.. all];
        (Method, Path) = (method, path);
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
        foreach ((string name, string value) in _headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        Http1 = [.. Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()), .. Body];
    }

    public string Method { get; }

    public string Path { get; }

    /// <summary>Host header, and name of the server for TLS.</summary>
    public string Host { get; }

    public byte[] Body { get; }

    /// <summary>Headers beside <c>Host</c>, in lower case.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers => _headers;

    /// <summary>Whether the answer has no body whatever its headers say.</summary>
    public bool IsHead => Method == "HEAD";

    /// <summary>The whole request in HTTP/1.1.</summary>
    public byte[] Http1 { get; }

    /// <summary>The HEADERS frame of HTTP/2, made when it is first sent.</summary>
    public byte[]? Http2 { get; set; }

    /// <summary>GET of a path.</summary>
    public static LoadRequest Get(string host, string path) => new("GET", path, host);

    /// <summary>POST of a JSON text.</summary>
    public static LoadRequest PostJson(string host, string path, string json) => new("POST", path, host, [("content-type", "application/json")], Encoding.UTF8.GetBytes(json));
}
