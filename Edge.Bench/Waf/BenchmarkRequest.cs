using System.Globalization;
using System.Text;
using Edge.Rules;

namespace Edge.Bench.Waf;

/// <summary>A request of one of the seven shapes that the whole gateway is measured with, too.</summary>
internal sealed class BenchmarkRequest
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";

    /// <summary>Leaves of the larger JSON document, some 8 KB of them.</summary>
    private const int JsonLeaves = 320;

    private const int UploadBytes = 100_000;

    private readonly string _target;
    private readonly string? _contentType;
    private readonly byte[] _body;
    private readonly string _length;

    private BenchmarkRequest(string target, string? contentType = null, byte[]? body = null)
    {
        _target = target;
        _contentType = contentType;
        _body = body ?? [];
        _length = _body.Length.ToString(CultureInfo.InvariantCulture);
    }

    public static IReadOnlyList<string> Names { get; } = ["get", "args", "form", "json-leaves", "json-text", "upload", "attack"];

    public static BenchmarkRequest Create(string name) => name switch
    {
        "get" => new("/catalogue/shoes?page=2&sort=price"),
        "args" => new("/search?" + string.Join('&', Enumerable.Range(0, 10).Select(static index => $"field{index}=some+words+number+{index}"))),
        "form" => new("/account", Form, Text(string.Join('&', Enumerable.Range(0, 12).Select(static index => $"field{index}=The+quick+brown+fox+jumps+over+the+lazy+dog+and+goes+home+{index}")))),
        "json-leaves" => new("/api/items", Json, Text("{\"items\":[" + string.Join(',', Enumerable.Range(0, JsonLeaves / 4).Select(Item)) + "]}")),
        "json-text" => new("/api/text", Json, Text("{\"text\":\"" + string.Concat(Enumerable.Repeat("A long text of plain words, with commas, dots and some numbers like 12345. ", 75)) + "\"}")),
        "upload" => new("/files", "multipart/form-data; boundary=bench", Upload()),
        "attack" => new("/search?q=1%27%20OR%201%3D1%20UNION%20SELECT%20password%20FROM%20users--%20&x=%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "is no case"),
    };

    /// <summary>Takes the request and a plain answer through all phases; the result is what the rules found.</summary>
    public int Run(Transaction transaction)
    {
        transaction.SetConnection("192.0.2.1", 40000, "192.0.2.2", 443);
        transaction.SetRequestLine(_contentType is null ? "GET" : "POST", _target, "HTTP/1.1");
        transaction.AddRequestHeader("Host", "shop.example.org");
        transaction.AddRequestHeader("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
        transaction.AddRequestHeader("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        transaction.AddRequestHeader("Accept-Language", "en-GB,en;q=0.5");
        transaction.AddRequestHeader("Accept-Encoding", "gzip, deflate, br");
        transaction.AddRequestHeader("Cookie", "session=4f1c2a7be0d94f6e8a1b; theme=light");
        if (_contentType is not null)
        {
            transaction.AddRequestHeader("Content-Type", _contentType);
            transaction.AddRequestHeader("Content-Length", _length);
        }

        transaction.ProcessRequestHeaders();
        transaction.AppendRequestBody(_body);
        transaction.ProcessRequestBody();
        transaction.SetResponseLine(200, "HTTP/1.1");
        transaction.AddResponseHeader("Content-Type", "text/plain");
        transaction.ProcessResponseHeaders();
        transaction.ProcessResponseBody();
        transaction.ProcessLogging();
        return transaction.AnomalyScore;
    }

    private static string Item(int index) =>
        $"{{\"id\":{index},\"name\":\"Item number {index}\",\"price\":\"12.{index % 100:00} EUR\",\"tags\":\"red, blue, of wool\"}}";

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Upload()
    {
        byte[] file = new byte[UploadBytes];
        new Random(1).NextBytes(file);
        return
        [
            .. "--bench\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"u8,
            .. file,
            .. "\r\n--bench--\r\n"u8,
        ];
    }
}
