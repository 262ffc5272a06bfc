namespace Edge.Gateway.RateLimiting.Keys;

/// <summary>Reads the words that name parts of a key.</summary>
internal static class KeyPartReader
{
    /// <summary>What errors list.</summary>
    public const string Accepted = "\"header:NAME\", \"cookie:NAME\", \"query:NAME\", \"json:FIELD\", \"form:FIELD\", \"address\", \"certificate\", \"ja4\", \"endpoint\"";

    /// <summary>The part of a word; null when there is none of that name.</summary>
    public static IKeyPart? Read(string word)
    {
        int colon = word.IndexOf(':');
        string name = colon < 0 ? "" : word[(colon + 1)..];
        return (colon < 0 ? word : word[..colon], name.Length > 0) switch
        {
            ("header", true) => new HeaderPart(name),
            ("cookie", true) => new CookiePart(name),
            ("query", true) => new QueryPart(name),
            ("json", true) => new JsonPart(name),
            ("form", true) => new FormPart(name),
            ("address", false) when colon < 0 => new AddressPart(),
            ("certificate", false) when colon < 0 => new CertificatePart(),
            ("ja4", false) when colon < 0 => new Ja4Part(),
            ("endpoint", false) when colon < 0 => new EndpointPart(),
            _ => null,
        };
    }
}
