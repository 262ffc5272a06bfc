namespace Edge.Tests.TestKit;

/// <summary>Where this checkout's files are, found from the test assembly upwards.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>Edge.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of the checkout, by its parts.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>
    /// A file or folder of the public test vectors, which stand beside a checkout when they are there.
    /// Skips the calling test when they are not.
    /// </summary>
    public static string SharedData(params string[] parts)
    {
        string path = Path.Combine([Root, "..", "shared", "data", .. parts]);
        if (!Path.Exists(path))
        {
            Assert.Skip($"The shared test vectors are not here: {string.Join('/', parts)}.");
        }

        return Path.GetFullPath(path);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Edge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Edge.sln.");
    }
}
