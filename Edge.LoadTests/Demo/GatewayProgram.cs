using System.Diagnostics;

namespace Edge.LoadTests.Demo;

/// <summary>Finds the built gateway, and the repository that it comes from.</summary>
internal static class GatewayProgram
{
    private const string FileName = "Edge.Gateway.dll";

    /// <summary>The file to start: the one named, the one beside, or the repository's own, built anew so that nobody measures yesterday's.</summary>
    /// <param name="named">What <c>--gateway</c> says.</param>
    /// <param name="output">Is told of a build.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="FileNotFoundException">It is nowhere; the message says what to do.</exception>
    /// <exception cref="InvalidOperationException">It does not build; the message holds the errors.</exception>
    public static async Task<string> FindAsync(string? named, TextWriter output, CancellationToken cancellationToken)
    {
        if (named is not null)
        {
            return File.Exists(named) ? Path.GetFullPath(named) : throw new FileNotFoundException($"--gateway is \"{named}\": there is no such file. Name the built {FileName}.");
        }

        string beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside))
        {
            return beside;
        }

        string project = Repository() is { } repository
            ? Path.Combine(repository, "Edge.Gateway")
            : throw new FileNotFoundException($"The gateway is nowhere: run this within the repository, or name {FileName} with --gateway.");
        output.WriteLine("Building the gateway …");
        using Process build = Process.Start(new ProcessStartInfo("dotnet", ["build", project, "-c", "Release", "-v", "quiet", "--nologo"]) { RedirectStandardOutput = true })!;
        string said = await build.StandardOutput.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        return build.ExitCode == 0
            ? Path.Combine(project, "bin", "Release", "net10.0", FileName)
            : throw new InvalidOperationException($"The gateway does not build:\n{said}");
    }

    /// <summary>Folder of the shipped rules; null when there is none.</summary>
    public static string? Rules() => Repository() is { } repository && Directory.Exists(Path.Combine(repository, "config", "rules")) ? Path.Combine(repository, "config", "rules") : null;

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
