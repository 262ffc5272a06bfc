using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Config;
using Edge.Gateway.Listeners;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Reads <c>clientCertificates</c> of <c>admin.json</c>.</summary>
internal static class ClientCertificateReader
{
    /// <summary>Most identities; each is compared with a certificate's names.</summary>
    public const int MaxIdentities = 1000;

    /// <summary>Largest file of authorities, in bytes.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    private static readonly Dictionary<string, ClientCertificateMode> Modes = new(StringComparer.Ordinal)
    {
        ["off"] = ClientCertificateMode.Off,
        ["optional"] = ClientCertificateMode.Optional,
        ["required"] = ClientCertificateMode.Required,
    };

    public static ClientCertificateSettings Read(SnapshotBuilder builder, AdminIdentityReader identities)
    {
        ConfigObject section = builder.Admin.Object("clientCertificates");
        ClientCertificateMode mode = section.Choice("mode", ClientCertificateMode.Off, Modes);
        string? file = section.Text("authorities");
        List<(CertificateMatch, AdminIdentity)> known = [];
        foreach (ConfigObject entry in section.Objects("identities"))
        {
            AdminIdentity identity = identities.Read(entry);
            string text = entry.RequiredText("match");
            if (CertificateMatch.TryParse(text, out CertificateMatch? match))
            {
                known.Add((match, identity));
            }
            else if (text.Length > 0)
            {
                entry.Error("match", ConfigCodes.OutOfRange, $"is {ConfigValue.Quote(text)}{Suggestion.For(text.Split(':')[0], CertificateMatch.Kinds)} Accepted: \"email:alice@example.com\", \"dns:ci.example.com\", \"uri:spiffe://example.com/ops\", \"subject:CN=alice, O=Example\".");
            }
        }

        if (known.Count > MaxIdentities)
        {
            section.Error("identities", ConfigCodes.TooMany, $"has {known.Count} entries; at most {MaxIdentities} are accepted.");
        }

        if (mode == ClientCertificateMode.Off)
        {
            return ClientCertificateSettings.Off;
        }

        if (!builder.Edge.Position.IsInBrokenFile && !builder.Get<ListenSettings>().OpsTls)
        {
            section.Error("mode", ConfigCodes.Conflict, "asks for client certificates, but the ops listener does not speak TLS; set listen.ops.tls in edge.json, which takes effect at a start.");
            return ClientCertificateSettings.Off;
        }

        if (file is null)
        {
            section.Error("mode", ConfigCodes.Missing, "asks for client certificates; name the PEM file of the authorities that issue them in 'authorities'.");
            return ClientCertificateSettings.Off;
        }

        return Load(section, builder.PathOf(file), mode, known);
    }

    private static ClientCertificateSettings Load(ConfigObject section, string path, ClientCertificateMode mode, List<(CertificateMatch, AdminIdentity)> identities)
    {
        X509Certificate2Collection authorities = [];
        string fault;
        try
        {
            byte[] bytes = new FileInfo(path).Length <= MaxFileBytes ? File.ReadAllBytes(path) : [];
            authorities.ImportFromPem(System.Text.Encoding.ASCII.GetString(bytes));
            if (authorities.Count > 0)
            {
                return new ClientCertificateSettings(mode, authorities, Convert.ToHexString(SHA256.HashData(bytes)), identities);
            }

            fault = $"holds no CERTIFICATE block within its first {MaxFileBytes} bytes";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            fault = $"cannot be read: {exception.Message}";
        }

        section.Error("authorities", ConfigCodes.Certificate, $"names '{path}', which {fault}. Set a PEM file with the authorities that issue client certificates.");
        return ClientCertificateSettings.Off;
    }
}
