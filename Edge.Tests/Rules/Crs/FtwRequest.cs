using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Edge.Tests.Rules.Crs;

/// <summary>Builds the bytes that a stage's input describes, as the ftw runner does.</summary>
internal static class FtwRequest
{
    private const string Form = "application/x-www-form-urlencoded";

    public static byte[] Build(YamlNode? input)
    {
        if (FtwLoader.Text(FtwLoader.Child(input, "encoded_request")) is string encoded)
        {
            return Convert.FromBase64String(encoded);
        }

        if (FtwLoader.Text(FtwLoader.Child(input, "raw_request")) is string raw)
        {
            return Encoding.UTF8.GetBytes(Regex.Unescape(raw));
        }

        List<(string Name, string Value)> headers = Headers(FtwLoader.Child(input, "headers"));
        string method = Or(input, "method", "GET");
        string uri = Or(input, "uri", "/");
        string version = Or(input, "version", "HTTP/1.1");
        bool isAutomatic = FtwLoader.Text(FtwLoader.Child(input, "stop_magic")) is not ("true" or "True")
            && FtwLoader.Text(FtwLoader.Child(input, "autocomplete_headers")) is not ("false" or "False");
        byte[] body = Body(FtwLoader.Child(input, "data"));
        if (body.Length > 0 && isAutomatic)
        {
            body = Complete(headers, body);
        }

        StringBuilder head = new();
        head.Append(method).Append(' ').Append(uri).Append(' ').Append(version).Append("\r\n");
        foreach ((string name, string value) in headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    /// <summary>Adds what a client would: content type, encoding of a form that is not encoded yet, length.</summary>
    private static byte[] Complete(List<(string Name, string Value)> headers, byte[] body)
    {
        if (!headers.Exists(static header => header.Name == "Content-Type"))
        {
            headers.Add(("Content-Type", Form));
        }

        if (headers.FindLast(static header => header.Name == "Content-Type").Value == Form)
        {
            string text = Encoding.UTF8.GetString(body);
            if (Uri.UnescapeDataString(text) == text && Encode(text) is { Length: > 0 } encoded)
            {
                body = Encoding.ASCII.GetBytes(encoded);
            }
        }

        if (!headers.Exists(static header => header.Name == "Content-Length"))
        {
            headers.Add(("Content-Length", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return body;
    }

    /// <summary>Names and values of a form that is not encoded, encoded; pairs without a value are left out.</summary>
    private static string Encode(string form)
    {
        List<string> pairs = [];
        foreach (string pair in form.Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0 && equals + 1 < pair.Length)
            {
                pairs.Add(Quote(pair[..equals]) + "=" + Quote(pair[(equals + 1)..]));
            }
        }

        return string.Join('&', pairs);
    }

    private static string Quote(string text)
    {
        StringBuilder quoted = new();
        foreach (byte value in Encoding.UTF8.GetBytes(text.Replace('+', ' ')))
        {
            char letter = (char)value;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' or '~')
            {
                quoted.Append(letter);
            }
            else
            {
                quoted.Append(letter == ' ' ? "+" : $"%{value:X2}");
            }
        }

        return quoted.ToString();
    }

    private static List<(string Name, string Value)> Headers(YamlNode? node) => node is YamlMappingNode mapping
        ? [.. mapping.Children.Select(static pair => (((YamlScalarNode)pair.Key).Value ?? "", FtwLoader.Text(pair.Value) ?? ""))] : [];

    private static byte[] Body(YamlNode? data) => Encoding.UTF8.GetBytes(data is YamlSequenceNode
        ? string.Join("\r\n", FtwLoader.Items(data).Select(static line => FtwLoader.Text(line) ?? ""))
        : FtwLoader.Text(data) ?? "");

    private static string Or(YamlNode? input, string name, string fallback) => FtwLoader.Text(FtwLoader.Child(input, name)) ?? fallback;
}
