using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Edge.Gateway.Tls;

/// <summary>PEM certificates and keys (RFC 7468), in one file or in two.</summary>
internal static class PemCertificateReader
{
    private const string RsaOid = "1.2.840.113549.1.1.1"; // rsaEncryption, RFC 8017 appendix C.
    private const string EcOid = "1.2.840.10045.2.1"; // id-ecPublicKey, RFC 5480 §2.1.1.

    /// <summary>Whether the bytes hold a PEM block, or would if they were whole.</summary>
    public static bool IsPem(ReadOnlySpan<byte> bytes) => bytes.IndexOf("-----BEGIN "u8) >= 0;

    /// <summary>Reads every certificate of the file, and the key from its own file or from the same one.</summary>
    public static X509Certificate2Collection? Read(
        CertificateOptions options, CertificateFiles files, out X509Certificate2? leaf, out CertificateProblem? problem)
    {
        leaf = null;
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(Text(files.Certificate));
        }
        catch (CryptographicException exception)
        {
            problem = new CertificateProblem(-1, "certificate", $"'{files.CertificatePath}' holds a damaged PEM certificate: {exception.Message}");
            return null;
        }

        if (certificates.Count == 0)
        {
            string found = FindKeyLabel(Text(files.Certificate)) is string label ? $"holds a {label} but no CERTIFICATE block" : "holds no CERTIFICATE block";
            problem = new CertificateProblem(
                -1, "certificate", $"'{files.CertificatePath}' {found}; the PEM file must hold the server's certificate, and may hold its chain. The file may be cut off.");
            return null;
        }

        leaf = AttachKey(certificates, options, files, out problem);
        return certificates;
    }

    /// <summary>Finds the certificate that the key belongs to, and puts the two together; the collection then holds the joined one.</summary>
    public static X509Certificate2? AttachKey(
        X509Certificate2Collection certificates, CertificateOptions options, CertificateFiles files, out CertificateProblem? problem)
    {
        string path = files.KeyPath ?? files.CertificatePath;
        string member = files.KeyPath is null ? "certificate" : "key";
        string text = Text(files.Key ?? files.Certificate);
        string? label = FindKeyLabel(text);
        if (label is null)
        {
            string message = files.KeyPath is null
                ? $"'{path}' holds a certificate but no private key; name the key's PEM file in \"key\"."
                : $"'{path}' holds no PEM private key; accepted are PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY and EC PRIVATE KEY. The file may be cut off.";
            problem = new CertificateProblem(-1, member, message);
            return null;
        }

        if (label != "ENCRYPTED PRIVATE KEY" && text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            problem = new CertificateProblem(
                -1, member, $"'{path}' is encrypted in OpenSSL's old form, which is not supported; convert it with 'openssl pkcs8 -topk8 -in OLD -out NEW'.");
            return null;
        }

        if (label == "ENCRYPTED PRIVATE KEY" && options.Password is null)
        {
            problem = new CertificateProblem(-1, "password", $"'{path}' is an encrypted private key, and no password is given; set \"password\".");
            return null;
        }

        for (int index = 0; index < certificates.Count; index++)
        {
            X509Certificate2? joined = TryJoin(certificates[index], text, label, options.Password, path, member, out problem);
            if (problem is not null)
            {
                return null;
            }

            if (joined is not null)
            {
                certificates[index] = joined;
                return joined;
            }
        }

        problem = new CertificateProblem(
            -1, member, $"'{path}' is not the private key of '{files.CertificatePath}' ({certificates[0].Subject}); give the key that the certificate was issued for.");
        return null;
    }

    /// <summary>The joined certificate; null without a problem when the key belongs to another certificate.</summary>
    private static X509Certificate2? TryJoin(
        X509Certificate2 certificate, string text, string label, string? password, string path, string member, out CertificateProblem? problem)
    {
        problem = null;
        string? algorithm = certificate.PublicKey.Oid.Value;
        if (algorithm is not (RsaOid or EcOid))
        {
            problem = new CertificateProblem(
                -1, "certificate", $"{certificate.Subject} has a key of type {certificate.PublicKey.Oid.FriendlyName ?? algorithm}; accepted are RSA and ECDSA.");
            return null;
        }

        if ((label == "RSA PRIVATE KEY" && algorithm != RsaOid) || (label == "EC PRIVATE KEY" && algorithm != EcOid))
        {
            return null;
        }

        using AsymmetricAlgorithm key = algorithm == RsaOid ? RSA.Create() : ECDsa.Create();
        try
        {
            if (label == "ENCRYPTED PRIVATE KEY")
            {
                key.ImportFromEncryptedPem(text, password);
            }
            else
            {
                key.ImportFromPem(KeyBlock(text, label));
            }
        }
        catch (CryptographicException exception)
        {
            problem = DescribeKeyError(exception, text, label, password, algorithm, path, member);
            return null;
        }

        return Join(certificate, key);
    }

    private static X509Certificate2? Join(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        try
        {
            X509Certificate2 joined = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
            if (!OperatingSystem.IsWindows())
            {
                return joined; // OpenSSL takes the key as it is.
            }

            using (joined)
            {
                return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pfx), password: null); // SChannel needs a stored key.
            }
        }
        catch (ArgumentException)
        {
            return null; // Another key, or another curve.
        }
    }

    /// <summary>Null when the key is sound but of the other algorithm: then it belongs to another certificate.</summary>
    private static CertificateProblem? DescribeKeyError(
        CryptographicException exception, string text, string label, string? password, string? algorithm, string path, string member)
    {
        using AsymmetricAlgorithm other = algorithm == RsaOid ? ECDsa.Create() : RSA.Create();
        try
        {
            if (label == "ENCRYPTED PRIVATE KEY")
            {
                other.ImportFromEncryptedPem(text, password);
            }
            else
            {
                other.ImportFromPem(KeyBlock(text, label));
            }

            return null;
        }
        catch (Exception second) when (second is CryptographicException or ArgumentException)
        {
            return label == "ENCRYPTED PRIVATE KEY"
                ? new CertificateProblem(-1, "password", $"The password does not open the private key '{path}'.")
                : new CertificateProblem(-1, member, $"'{path}' holds a damaged or unsupported private key: {exception.Message}");
        }
    }

    private static string? FindKeyLabel(ReadOnlySpan<char> text)
    {
        while (PemEncoding.TryFind(text, out PemFields fields))
        {
            if (text[fields.Label] is "PRIVATE KEY" or "ENCRYPTED PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY")
            {
                return text[fields.Label].ToString();
            }

            text = text[fields.Location.End..];
        }

        // A header inside the block (OpenSSL's old encryption) is not RFC 7468, so the search above passes over it.
        return text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal) ? "RSA PRIVATE KEY" : null;
    }

    /// <summary>The key's block alone: the import refuses a text with blocks that it does not know, EC PARAMETERS for one.</summary>
    private static ReadOnlySpan<char> KeyBlock(ReadOnlySpan<char> text, string label)
    {
        while (PemEncoding.TryFind(text, out PemFields fields))
        {
            if (text[fields.Label].SequenceEqual(label))
            {
                return text[fields.Location];
            }

            text = text[fields.Location.End..];
        }

        return text;
    }

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes); // PEM is ASCII; comments around it may be anything.
}
