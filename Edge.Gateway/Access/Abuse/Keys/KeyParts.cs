using System.Diagnostics.CodeAnalysis;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary>Reads <c>address</c>, <c>header:User-Agent</c> and so on.</summary>
internal static class KeyParts
{
    /// <summary>Longest name of a field, in chars.</summary>
    public const int MaxNameLength = 128;

    /// <summary>As errors list them.</summary>
    public static readonly string[] Names = ["address", "method", "path", "tenant", "ja4", "header:…", "cookie:…", "query:…", "body:…", "json:…", "form:…"];

    public static bool TryParse(string text, [NotNullWhen(true)] out IKeyPart? part)
    {
        int colon = text.IndexOf(':');
        string name = colon < 0 ? "" : text[(colon + 1)..].Trim();
        part = (colon < 0 ? text : text[..colon]) switch
        {
            "address" when colon < 0 => new AddressPart(),
            "method" when colon < 0 => new MethodPart(),
            "path" when colon < 0 => new PathPart(),
            "tenant" when colon < 0 => new TenantPart(),
            "ja4" when colon < 0 => new Ja4Part(),
            _ when name.Length is 0 or > MaxNameLength => null,
            "header" => new HeaderPart(name),
            "cookie" => new CookiePart(name),
            "query" => new QueryPart(name),
            "body" => new BodyPart(name, readsJson: true, readsForm: true),
            "json" => new BodyPart(name, readsJson: true, readsForm: false),
            "form" => new BodyPart(name, readsJson: false, readsForm: true),
            _ => null,
        };
        return part is not null;
    }
}
