using System.Security.Cryptography;
using System.Text;

namespace Edge.Gateway.Config;

/// <summary>Which files of a configuration folder are configuration, and whether they are what they were.</summary>
internal static class ConfigFiles
{
    /// <summary>Folder below the configuration that the gateway itself writes to: what it remembers is no configuration.</summary>
    public const string StateFolder = "state";

    /// <summary>Longest file that is compared by its content too; a longer one by its size and time alone.</summary>
    public const long MaxComparedBytes = 16 * 1024 * 1024;

    private static readonly string[] Extensions = [".json", ".conf", ".data", ".yaml", ".yml", ".txt"];

    /// <summary>Whether a file is part of the configuration in a folder.</summary>
    public static bool Contains(string directory, string path) =>
        Extensions.Contains(Path.GetExtension(path)) && !path.StartsWith(Path.Combine(directory, StateFolder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The same for the same files with the same content; one that was touched is another.</summary>
    public static string Fingerprint(string directory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            foreach (string path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(path => Contains(directory, path)).Order(StringComparer.Ordinal))
            {
                FileInfo file = new(path);
                hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n"));
                if (file.Length <= MaxComparedBytes)
                {
                    hash.AppendData(SHA256.HashData(File.ReadAllBytes(path))); // Two changes may be of one moment of the file system's clock, and a link has a time of its own.
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Guid.NewGuid().ToString("N"); // Being changed right now, say: like nothing else.
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
