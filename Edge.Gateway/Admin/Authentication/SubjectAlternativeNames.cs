using System.Formats.Asn1;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Reads the names that .NET's own extension class does not tell: e-mail addresses and URIs, besides DNS names.</summary>
internal static class SubjectAlternativeNames
{
    // GeneralName, RFC 5280 §4.2.1.6: all three are IA5Strings.
    private static readonly (int Tag, string Kind)[] Tags = [(1, CertificateMatch.Email), (2, CertificateMatch.Dns), (6, CertificateMatch.Uri)];

    /// <summary>The names of those kinds; what is malformed ends the list.</summary>
    public static IReadOnlyList<(string Kind, string Value)> Read(ReadOnlyMemory<byte> extension)
    {
        List<(string, string)> names = [];
        try
        {
            AsnReader reader = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
            while (reader.HasData)
            {
                Asn1Tag tag = reader.PeekTag();
                (int Tag, string Kind) known = Array.Find(Tags, candidate => tag.TagClass == TagClass.ContextSpecific && candidate.Tag == tag.TagValue);
                if (known.Kind is null)
                {
                    reader.ReadEncodedValue();
                }
                else
                {
                    names.Add((known.Kind, reader.ReadCharacterString(UniversalTagNumber.IA5String, tag)));
                }
            }
        }
        catch (AsnContentException)
        {
        }

        return names;
    }
}
