using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Edge.Gateway.Tls;

/// <summary>
/// Restricts the whole process to cipher suites with AEAD and forward secrecy and to fast key exchange, by a configuration that OpenSSL reads when
/// it is loaded.
/// </summary>
/// <remarks>
/// .NET's own way, <c>CipherSuitesPolicy</c>, builds an SSL_CTX for every connection and gives up session resumption, up to 1.7
/// times the CPU of a handshake. This way costs nothing. It binds connections to the upstream too, which is as it should be.
/// Without it, .NET's default list still has ECDHE suites in CBC mode.
/// </remarks>
internal static class OpenSslPolicy
{
    /// <summary>The variable that names OpenSSL's configuration file (openssl-env(7)).</summary>
    public const string EnvironmentVariable = "OPENSSL_CONF";

    /// <summary>TLS 1.2: ECDHE with GCM or ChaCha20 only, in the order of Mozilla's "intermediate" list (version 5.7).</summary>
    public const string CipherString =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

    /// <summary>TLS 1.3: all are AEAD with forward secrecy; AES-128 first, as the list above.</summary>
    public const string CipherSuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

    /// <summary>
    /// Key exchange by elliptic curve only. OpenSSL's default has ffdhe8192 too, of which one costs the server 35 whole
    /// handshakes (5.8 ms for each of two operations, against 0.03 ms for X25519) and the client, with a share made before, nothing.
    /// </summary>
    public const string Groups = "X25519:P-256:P-384";

    /// <summary>The post-quantum hybrid that browsers send (draft-ietf-tls-ecdhe-mlkem), for an OpenSSL that has it.</summary>
    public const string HybridGroup = "X25519MLKEM768";

    private const nuint FirstVersionWithHybrid = 0x30500000; // 3.5.0, in the form of OPENSSL_VERSION_NUMBER(3).

    /// <summary>
    /// Puts the policy in force. Call it first of all in <c>Main</c>: whatever uses cryptography loads OpenSSL, which reads its
    /// configuration once.
    /// </summary>
    /// <returns>
    /// Null when it is in force or the platform has no OpenSSL; else a sentence for the log on why it is not. An operator's own
    /// <c>OPENSSL_CONF</c> (a FIPS provider, say) is respected.
    /// </returns>
    public static string? Apply()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
        {
            return null; // SChannel and Secure Transport have their own system-wide policy.
        }

        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EnvironmentVariable)))
        {
            return $"{EnvironmentVariable} is set, so the cipher suites are those of that file; .NET's defaults apply where it names none.";
        }

        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("edge-tls-"); // Mode 0700, and a name that nobody can prepare.
            string path = Path.Combine(folder.FullName, "openssl.cnf");
            File.WriteAllText(path, Configuration(HasHybrid()));

            // .NET keeps its own copy of the environment: only the C library's is seen by OpenSSL.
            if (SetNativeVariable(EnvironmentVariable, path, overwrite: 1) != 0)
            {
                return "The C library refused to set OPENSSL_CONF; .NET's default cipher suites apply, which include ECDHE in CBC mode.";
            }

            SHA256.HashData([]); // Loads OpenSSL now; it keeps what it has read.
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            return $"The cipher policy cannot be handed to OpenSSL ({exception.Message}); .NET's default cipher suites apply, which include ECDHE in CBC mode.";
        }
        finally
        {
            CleanUp(folder);
        }
    }

    private static string Configuration(bool hasHybrid) => $"""
        openssl_conf = edge
        [edge]
        ssl_conf = edge_ssl
        [edge_ssl]
        system_default = edge_tls
        [edge_tls]
        CipherString = {CipherString}
        Ciphersuites = {CipherSuites}
        Groups = {(hasHybrid ? $"{HybridGroup}:{Groups}" : Groups)}
        Options = ServerPreference,PrioritizeChaCha

        """;

    /// <summary>Asks the library for its version, which does not yet make it read a configuration. A name it does not know would void the whole policy.</summary>
    private static bool HasHybrid()
    {
        try
        {
            return OpenSslVersionNumber() >= FirstVersionWithHybrid;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false; // OpenSSL 1.1, or a later one than this knows of.
        }
    }

    private static void CleanUp(DirectoryInfo? folder)
    {
        try
        {
            _ = UnsetNativeVariable(EnvironmentVariable); // Children must not look for a file that is gone.
            folder?.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            // A leftover of 500 bytes without secrets; nothing depends on it.
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetNativeVariable(string name, string value, int overwrite);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "unsetenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int UnsetNativeVariable(string name);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libcrypto.so.3", EntryPoint = "OpenSSL_version_num")]
    private static extern nuint OpenSslVersionNumber();
}
