using System.Globalization;

namespace Edge.Gateway.Waf;

/// <summary>The files of an installed OWASP Core Rule Set.</summary>
/// <param name="Setup">Its setup, to be read first; then the configuration and the early rules of its plugins.</param>
/// <param name="Rules">Its rules and the late rules of its plugins, in their order.</param>
internal sealed record CrsFiles(IReadOnlyList<string> Setup, IReadOnlyList<string> Rules)
{
    /// <summary>Where Debian's package <c>modsecurity-crs</c> puts the rules.</summary>
    public const string DebianFolder = "/usr/share/modsecurity-crs";

    private const string DebianSetup = "/etc/modsecurity/crs/crs-setup.conf";

    /// <summary>Whether some file has a rule of this id; the file is named after the id's first three digits.</summary>
    public bool HasRule(int id) => Rules.Any(file =>
        Path.GetFileName(file).Contains(string.Create(CultureInfo.InvariantCulture, $"-{id / 1000}-"), StringComparison.Ordinal)
        && File.ReadAllText(file).Contains(string.Create(CultureInfo.InvariantCulture, $"id:{id},"), StringComparison.Ordinal));

    /// <summary>Finds a Core Rule Set in a folder: its root, or its <c>rules</c>; null when there is none.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="setup">The setup file to use; null looks for the rule set's own.</param>
    public static CrsFiles? Find(string folder, string? setup)
    {
        string root = File.Exists(Path.Combine(folder, "..", "crs-setup.conf.example")) || Path.GetFileName(folder) == "rules" ? Path.GetFullPath(Path.Combine(folder, "..")) : folder;
        string[] rules = FilesOf(Path.Combine(root, "rules"), "*.conf");
        if (rules.Length == 0)
        {
            rules = FilesOf(folder, "*.conf").Where(static file => Path.GetFileName(file) != "crs-setup.conf").ToArray();
        }

        if (!Array.Exists(rules, static file => Path.GetFileName(file).StartsWith("REQUEST-901", StringComparison.Ordinal)))
        {
            return null;
        }

        string plugins = Path.Combine(root, "plugins");
        setup ??= new[] { Path.Combine(root, "crs-setup.conf"), Path.Combine(folder, "crs-setup.conf"), DebianSetup, Path.Combine(root, "crs-setup.conf.example") }.FirstOrDefault(File.Exists);
        string[] first = setup is null ? [] : [setup];
        return new CrsFiles(
            [.. first, .. FilesOf(plugins, "*-config.conf"), .. FilesOf(plugins, "*-before.conf")],
            [.. rules, .. FilesOf(plugins, "*-after.conf")]);
    }

    private static string[] FilesOf(string folder, string pattern)
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
