using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Which client certificates mean an identity: those with a name of one kind, exactly.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Value">The name; DNS names in lower case.</param>
internal sealed record CertificateMatch(string Kind, string Value)
{
    public const string Dns = "dns";
    public const string Email = "email";
    public const string Uri = "uri";
    public const string Subject = "subject";

    /// <summary>Kinds of names: three of the subject alternative name (RFC 5280 §4.2.1.6), and the whole subject.</summary>
    public static readonly string[] Kinds = [Dns, Email, Uri, Subject];

    /// <summary>Reads a text such as <c>email:alice@example.com</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CertificateMatch? match)
    {
        match = text.Split(':', 2) is [{ } kind, { Length: > 0 } value] && Array.IndexOf(Kinds, kind) >= 0 && Normalize(kind, value) is { } name ? new CertificateMatch(kind, name) : null;
        return match is not null;
    }

    /// <summary>All names of a certificate, as matches.</summary>
    public static IReadOnlySet<CertificateMatch> NamesOf(X509Certificate2 certificate)
    {
        HashSet<CertificateMatch> names = [new(Subject, Text(certificate.SubjectName))];
        foreach (X509SubjectAlternativeNameExtension extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach ((string kind, string value) in SubjectAlternativeNames.Read(extension.RawData))
            {
                names.Add(new CertificateMatch(kind, Normalize(kind, value) ?? value));
            }
        }

        return names;
    }

    // One spelling, whatever spaces and encodings the name has.
    private static string Text(X500DistinguishedName name) => name.Decode(X500DistinguishedNameFlags.Reversed);

    private static string? Normalize(string kind, string value)
    {
        try
        {
            return kind switch
            {
                Dns => value.ToLowerInvariant(),
                Subject => Text(new X500DistinguishedName(value)),
                _ => value,
            };
        }
        catch (CryptographicException)
        {
            return null; // No distinguished name.
        }
    }
}
