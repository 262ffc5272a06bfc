using System.Security.Cryptography;

namespace Edge.Gateway.Tls;

/// <summary>The bytes of a certificate's files, read once, so that what is parsed is what was compared.</summary>
internal sealed class CertificateFiles
{
    private CertificateFiles(string certificatePath, string? keyPath, byte[] certificate, byte[]? key)
    {
        CertificatePath = certificatePath;
        KeyPath = keyPath;
        Certificate = certificate;
        Key = key;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(certificate);
        hash.AppendData(key ?? []);
        Fingerprint = Convert.ToHexString(hash.GetHashAndReset());
    }

    public string CertificatePath { get; }

    public string? KeyPath { get; }

    public byte[] Certificate { get; }

    public byte[]? Key { get; }

    /// <summary>SHA-256 over both files; equal when nothing changed, whatever the time stamps say.</summary>
    public string Fingerprint { get; }

    /// <summary>The full path of <paramref name="path"/>, counted from <paramref name="folder"/>.</summary>
    public static string Resolve(string folder, string path) => Path.GetFullPath(path, Path.GetFullPath(folder));

    /// <summary>Reads both files; <paramref name="problem"/> says which one could not be read and why.</summary>
    public static CertificateFiles? Read(CertificateOptions options, string folder, out CertificateProblem? problem)
    {
        string certificatePath = Resolve(folder, options.Certificate);
        string? keyPath = options.Key is null ? null : Resolve(folder, options.Key);
        byte[]? key = null;
        byte[]? certificate = ReadFile(certificatePath, "certificate", out problem);
        if (certificate is null || (keyPath is not null && (key = ReadFile(keyPath, "key", out problem)) is null))
        {
            return null;
        }

        return new CertificateFiles(certificatePath, keyPath, certificate, key);
    }

    private static byte[]? ReadFile(string path, string member, out CertificateProblem? problem)
    {
        string? message = null;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length <= TlsLimits.MaxCertificateFileBytes)
            {
                byte[] bytes = new byte[stream.Length];
                int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                problem = null;
                return bytes.AsSpan(0, count).ToArray();
            }

            message = $"'{path}' has {stream.Length} bytes; a certificate or key file has at most {TlsLimits.MaxCertificateFileBytes}.";
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            message = $"'{path}' does not exist; give a file, relative to the configuration folder or absolute.";
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            message = $"'{path}' is a folder; give a file.";
        }
        catch (UnauthorizedAccessException)
        {
            message = $"'{path}' may not be read by user '{Environment.UserName}'; grant that user read access.";
        }
        catch (IOException exception)
        {
            message = $"'{path}' cannot be read: {exception.Message}";
        }

        problem = new CertificateProblem(-1, member, message);
        return null;
    }
}
