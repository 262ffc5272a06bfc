using System.Reflection;
using System.Text.RegularExpressions;
using Edge.Gateway;
using Edge.Tests.TestKit;

namespace Edge.Tests.Tidy;

/// <summary>Which folder of the gateway may use which, read from the sources.</summary>
public sealed partial class NamespaceTests
{
    private const int MaxFileLines = 400;

    /// <summary>Folder, and the folders it may use. A new dependency is a decision: it is made here.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        // The floor.
        ["Storage"] = [],
        ["Events"] = ["Storage"],
        ["Config"] = ["Events"],
        ["Http"] = ["Config"],
        ["Connections"] = ["Config"],
        ["Tls"] = ["Config", "Http"],
        ["Listeners"] = ["Config", "Connections", "Http", "Tls"],
        ["Ops"] = ["Config", "Listeners", "Tls"],
        ["Observability"] = ["Config", "Http", "Ops"],
        ["Redis"] = ["Config", "Events", "Observability"],
        ["State"] = ["Config", "Events", "Observability", "Redis", "Storage"],

        ["Notifications"] = ["Config", "Observability", "State", "Storage"], // What is not delivered is kept in the state folder.

        // Features use the floor and Tenants, never each other.
        ["Tenants"] = ["Config", "Http"],
        ["Access"] = ["Config", "Events", "Http", "Observability", "Ops", "Tenants", "Redis", "State"],
        ["RateLimiting"] = ["Config", "Events", "Http", "Observability", "Ops", "Redis", "State", "Tenants", "Tls"], // State: live changes are decisions, kept and shared as all others. Tls: a limit by certificate has clients asked for one.
        ["Waf"] = ["Config", "Events", "Http", "Observability", "Ops", "State", "Tenants"], // State: exclusions that operators decided.
        ["Cells"] = ["Config", "Events", "Http", "Notifications", "Observability", "Ops", "Redis", "State", "Tenants"],

        // Tries the service as customers do, and says what came of it. Above the cells, which it asks where to go.
        ["Journeys"] = ["Cells", "Config", "Events", "Http", "Listeners", "Observability", "Ops", "Tenants"],

        // What was measured, by journeys and by customers' requests: the ledger, incidents, the board that is published.
        ["Status"] = ["Cells", "Config", "Events", "Journeys", "Notifications", "Ops", "Redis", "State", "Storage", "Tenants"],

        // Those above the features, which nothing below may use.
        ["Demo"] = ["Config", "Cells"],
        ["Admin"] = ["Access", "Cells", "Config", "Events", "Http", "Listeners", "Observability", "Ops", "RateLimiting", "State", "Status", "Tenants", "Tls", "Waf"],

        // Pages are drawn from what Admin's models say; on a tenant's host they are a step of the request's way too. The status page has a listener of its own.
        ["Portal"] = ["Access", "Admin", "Config", "Events", "Http", "Listeners", "Observability", "Ops", "RateLimiting", "Status", "Tenants"],
        ["Cli"] = ["Admin", "Cells", "Config", "Journeys", "Listeners", "Ops", "Portal", "RateLimiting", "Status", "Tenants", "Waf"],
    };

    // As "Config.SnapshotStore": a name that begins at a folder, and no property of the same name.
    private static readonly HashSet<string> Types =
        [.. typeof(EdgeHost).Assembly.GetTypes().Where(static type => type.Namespace?.StartsWith("Edge.Gateway.", StringComparison.Ordinal) == true).Select(static type => $"{type.Namespace!.Split('.')[2]}.{type.Name}")];

    [Fact]
    public void Folders_OfTheGateway_UseOnlyWhatTheyMay()
    {
        List<string> wrong = [];
        int files = 0;
        foreach (string file in Sources("Edge.Gateway").Concat(Sources("Edge.Gateway", "*.razor")))
        {
            string[] parts = Path.GetRelativePath(Repository.PathOf("Edge.Gateway"), file).Split(Path.DirectorySeparatorChar);
            if (parts.Length == 1)
            {
                continue; // Program, EdgeHost and EdgePipeline put everything together.
            }

            files++;
            if (!Allowed.TryGetValue(parts[0], out string[]? allowed))
            {
                wrong.Add($"{parts[0]}/ is not in the table");
                continue;
            }

            foreach (string used in UsedFolders(File.ReadAllText(file)).Where(used => used != parts[0] && !allowed.Contains(used)))
            {
                wrong.Add($"{string.Join('/', parts)} uses {used}");
            }
        }

        Assert.True(files > 100, $"Only {files} files were read.");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Table_OfFolders_HasNoCircle()
    {
        HashSet<string> done = new(StringComparer.Ordinal);
        while (Allowed.Keys.FirstOrDefault(folder => !done.Contains(folder) && Allowed[folder].All(done.Contains)) is { } free)
        {
            done.Add(free);
        }

        Assert.Empty(Allowed.Keys.Except(done));
    }

    [Fact]
    public void EventIds_AreUniqueAndAllInEdgeEvents()
    {
        int[] ids = [.. typeof(EdgeEvents).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (int)field.GetRawConstantValue()!)];
        Assert.True(ids.Length > 10);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (string file in Sources("Edge.Gateway"))
        {
            Assert.All(LogMessages().Matches(File.ReadAllText(file)), match => Assert.True(match.Groups[1].Value.StartsWith("EdgeEvents.", StringComparison.Ordinal), $"{file}: {match.Value}"));
        }
    }

    [Fact]
    public void Files_OfTheCode_AreShort()
    {
        string[] files = [.. ((string[])["Edge.Gateway", "Edge.Rules", "Edge.Tests", "Edge.Bench", "Edge.LoadTests"]).SelectMany(static project => Sources(project).Concat(Sources(project, "*.razor")))];
        Assert.True(files.Length > 150, $"Only {files.Length} files were found.");
        Assert.DoesNotContain(files, static file => File.ReadLines(file).Count() > MaxFileLines);
    }

    [Fact]
    public void Tests_NeverSleep()
    {
        string[] allowed = ["TestGateway.cs"]; // WaitUntilAsync, for what happens in another process or by a real timer.
        Assert.DoesNotContain(Sources("Edge.Tests"), file => !allowed.Contains(Path.GetFileName(file)) && Sleeping().IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void Types_OfTheGateway_AreInternalAndSealed()
    {
        Type[] types = [.. typeof(EdgeHost).Assembly.GetTypes().Where(static type => type.Namespace?.StartsWith("Edge.Gateway", StringComparison.Ordinal) == true && !type.IsNested)];
        Assert.True(types.Length > 100);
        Type[] own = [.. types.Where(static type => !IsOfAPage(type))];
        Assert.DoesNotContain(own, static type => type.IsPublic || (type.IsClass && !type.IsAbstract && !type.IsSealed));
    }

    // Razor makes components public and open, and then what they take as parameters must be public too: records and enums that hold no type of a feature.
    private static bool IsOfAPage(Type type) => type.Namespace!.StartsWith("Edge.Gateway.Portal", StringComparison.Ordinal)
        && (type.Name == "_Imports" || typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(type) || type.IsEnum || (type.IsSealed && type.GetMethod("<Clone>$") is not null));

    private static IEnumerable<string> Sources(string project, string pattern = "*.cs") =>
        Directory.EnumerateFiles(Repository.PathOf(project), pattern, SearchOption.AllDirectories)
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin"));

    // A using, or a name that begins at the root, or one that begins at a folder.
    private static IEnumerable<string> UsedFolders(string source)
    {
        string code = Comments().Replace(source, "");
        return Usings().Matches(code).Select(static match => match.Groups[1].Value)
            .Concat(Qualified().Matches(code).Where(static match => Types.Contains(match.Value)).Select(static match => match.Groups[1].Value))
            .Distinct();
    }

    [GeneratedRegex(@"Edge\.Gateway\.(\w+)")]
    private static partial Regex Usings();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w+)\.[A-Z]\w+")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"//.*|""(?:[^""\\]|\\.)*""|namespace [\w.]+;")]
    private static partial Regex Comments();

    [GeneratedRegex(@"LoggerMessage\(\s*(?:EventId\s*=\s*)?([\w.]+)")]
    private static partial Regex LogMessages();

    [GeneratedRegex(@"Task\s*\.\s*Delay\s*\(|Thread\s*\.\s*Sleep\s*\(")]
    private static partial Regex Sleeping();
}
