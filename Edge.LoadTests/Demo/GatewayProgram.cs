namespace Edge.LoadTests.Demo;

/// <summary>Finds the built gateway, and the repository that it comes from.</summary>
internal static class GatewayProgram
{
    private const string FileName = "Edge.Gateway.dll";

    /// <summary>The file to start.</summary>
    /// <param name="named">What <c>--gateway</c> says.</param>
    /// <exception cref="FileNotFoundException">It is nowhere; the message says what to do.</exception>
    public static string Find(string? named)
    {
        if (named is not null)
        {
            return File.Exists(named) ? Path.GetFullPath(named) : throw new FileNotFoundException($"--gateway is \"{named}\": there is no such file. Name the built {FileName}.");
        }

        string beside = Path.Combine(AppContext.BaseDirectory, FileName);
        string? repository = Repository();
        string[] candidates = repository is null ? [beside] : [beside, .. Built(repository)];
        return Array.Find(candidates, File.Exists)
            ?? throw new FileNotFoundException("The gateway is not built. Run: dotnet build Edge.Gateway -c Release (or name it with --gateway).");
    }

    /// <summary>Folder of the shipped rules; null when there is none.</summary>
    public static string? Rules() => Repository() is { } repository && Directory.Exists(Path.Combine(repository, "config", "rules")) ? Path.Combine(repository, "config", "rules") : null;

    private static IEnumerable<string> Built(string repository) =>
        ((string[])["Release", "Debug"]).Select(configuration => Path.Combine(repository, "Edge.Gateway", "bin", configuration, "net10.0", FileName));

    private static string? Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Edge.sln")))
            {
                return folder.FullName;
            }
        }

        return File.Exists("Edge.sln") ? Directory.GetCurrentDirectory() : null;
    }
}
