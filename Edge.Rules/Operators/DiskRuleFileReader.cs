using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Edge.Rules.Operators;

/// <summary>Reads data files from disk.</summary>
internal sealed class DiskRuleFileReader : IRuleFileReader
{
    /// <summary>Largest data file, in bytes; the largest of CRS has about 300 KB.</summary>
    private const long MaxFileBytes = 64 * 1024 * 1024;

    public bool TryRead(string path, string ruleFile, [NotNullWhen(true)] out string? text)
    {
        text = null;
        string folder = Path.GetDirectoryName(Path.GetFullPath(ruleFile.Length == 0 ? "." : ruleFile)) ?? "";
        FileInfo file = new(Path.Combine(folder, path));
        if (!file.Exists || file.Length > MaxFileBytes)
        {
            return false;
        }

        try
        {
            text = File.ReadAllText(file.FullName, Encoding.Latin1);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
