using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Edge.Gateway;
using Edge.Gateway.Access;
using Edge.Gateway.Admin;
using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Admin.Grants;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;
using Edge.Gateway.Demo;
using Edge.Gateway.Http;
using Edge.Gateway.Listeners;
using Edge.Gateway.Observability;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.Redis;
using Edge.Gateway.Tenants;
using Edge.Gateway.Tls;
using Edge.Gateway.Waf;
using Edge.Rules;
using Edge.Rules.Language;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.Config;

/// <summary>
/// The schemas say what the readers accept: the readers themselves tell which keys they ask for, and of what kind,
/// when they are given wrong ones. Who adds a key to a reader adds it to <c>config/schema/</c> and <c>docs/configuration.md</c>.
/// </summary>
public sealed partial class SchemaTests
{
    private const string BogusKey = "zzzzzzzzzzzz";

    /// <summary>Keys that no reader asks for yet. Remove an entry with the reader that comes: only then is it compared.</summary>
    private static readonly Dictionary<string, string[]> NotYetRead = new(StringComparer.Ordinal)
    {
    };

    public static TheoryData<string> Names => SchemaFile.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Keys_OfEverySchema_AreThoseThatTheReaderAsksFor(string name)
    {
        SchemaFile schema = SchemaFile.Load(name);
        SortedDictionary<string, string> expected = new(StringComparer.Ordinal);
        JsonObject sample = schema.Sample((path, _, made) => made[BogusKey] = 0, SkippedOf(name));
        foreach (IGrouping<string, string> group in KeysOf(schema).GroupBy(static key => key.Parent, static key => key.Key))
        {
            expected[group.Key] = string.Join(", ", group.Order(StringComparer.Ordinal));
        }

        SortedDictionary<string, string> actual = new(StringComparer.Ordinal);
        foreach (ConfigDiagnostic diagnostic in LoadWith(name, sample).Where(static item => item.Code == ConfigCodes.UnknownKey))
        {
            Match match = UnknownKey().Match(diagnostic.Message);
            Assert.True(match.Success, diagnostic.Message);
            string path = WithoutNumbers(match.Groups["path"].Value);
            actual[path] = string.Join(", ", match.Groups["accepted"].Value.Split(", ").Where(key => !SkippedOf(name).Contains(SchemaFile.Join(path, key))).Order(StringComparer.Ordinal));
        }

        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_OfEverySchema_AreOfTheKindAndBoundsThatTheReaderAccepts(string name)
    {
        SchemaFile schema = SchemaFile.Load(name);
        JsonObject sample = schema.Sample(
            (_, rules, made) =>
            {
                foreach ((string key, JsonNode? value) in rules["properties"]!.AsObject().Where(member => member.Key != "$schema" && !made.ContainsKey(member.Key)))
                {
                    made[key] = (string?)schema.Resolve(value!)["type"] == "array" ? new JsonArray(new JsonArray()) : new JsonArray(); // Nothing scalar accepts a list.
                }
            },
            SkippedOf(name));
        ILookup<string, string> said = LoadWith(name, sample).Select(static item => WrongKind().Match(item.Message)).Where(static match => match.Success)
            .ToLookup(static match => WithoutNumbers(match.Groups["path"].Value), static match => match.Groups["accepted"].Value);

        int cases = 0;
        foreach ((string parent, string key, JsonObject rules) in KeysOf(schema).Where(key => schema.ObjectBelow(key.Schema) is null))
        {
            Assert.Contains(AcceptedBy(rules), said[SchemaFile.Join(parent, key)]);
            cases++;
        }

        Assert.True(cases > 0);
    }

    [Fact]
    public void Defaults_OfEverySchema_WrittenIntoTheFiles_ChangeNothing()
    {
        using WebApplication app = EdgeHost.Build();
        using TestFolder plain = new();
        using TestFolder written = new();
        Smallest().WriteTo(plain);
        TestConfig config = Smallest();
        foreach ((string name, JsonObject file) in FilesOf(config))
        {
            SchemaFile.Load(name).AddDefaults(file, SkippedOf(name));
        }

        config.WriteTo(written);
        EdgeSnapshot left = Load(app, plain);
        EdgeSnapshot right = Load(app, written);
        Assert.Equal(Describe(left), Describe(right));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ShippedFile_AgainstItsSchema_IsGood(string name)
    {
        JsonObject file = ReadShipped(name);
        Assert.Equal($"schema/{name}.schema.json", (string?)file["$schema"]);
        Assert.True(File.Exists(Repository.PathOf("config", (string)file["$schema"]!)));
        SchemaFile schema = SchemaFile.Load(name);
        Assert.Empty(schema.Check(file, schema.Root));
    }

    [Fact]
    public void ShippedFiles_ThroughTheRealLoader_AreGood()
    {
        using WebApplication app = EdgeHost.Build();
        using TestFolder folder = new(); // A copy: a load makes the self-signed certificate.
        foreach (string path in Directory.GetFiles(Repository.PathOf("config"), "*", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(Repository.PathOf("config"), path)))
        {
            if (!path.StartsWith("certs", StringComparison.Ordinal) && !path.StartsWith("state", StringComparison.Ordinal)) // Left by a gateway that ran here.
            {
                folder.Write(path, File.ReadAllText(Repository.PathOf("config", path)));
            }
        }

        Assert.Equal(3, Load(app, folder).Get<TenantDirectory>().Tenants.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_EveryKey_IsDescribedAndItsDefaultAndExamplesAreGood(string name)
    {
        SchemaFile schema = SchemaFile.Load(name);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema.Root["$schema"]);
        List<(string Parent, string Key, JsonObject Schema)> keys = schema.Keys();
        Assert.NotEmpty(keys);
        foreach ((string parent, string key, JsonObject rules) in keys)
        {
            string path = SchemaFile.Join(parent, key);
            Assert.False(string.IsNullOrWhiteSpace((string?)rules["description"]), path);
            Assert.True(schema.ObjectBelow(rules) is not { } below || below["additionalProperties"] is { } closed && closed.GetValueKind() == JsonValueKind.False, path);
            Assert.Empty(rules["default"] is { } fallback ? schema.Check(fallback, rules, path) : []);
            Assert.Empty((rules["examples"]?.AsArray() ?? []).SelectMany(example => schema.Check(example, rules, path)));
        }
    }

    [Fact]
    public void Schema_Permissions_AreThoseOfTheAdminApi()
    {
        JsonArray permissions = SchemaFile.Load("admin").Keys().Single(static key => key is { Parent: "roles", Key: "permissions" }).Schema["items"]!["enum"]!.AsArray();
        Assert.Equal(AdminPermissions.All.Order(StringComparer.Ordinal), permissions.Select(static word => (string)word!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Documentation_HasEveryKey(string name)
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));
        Assert.DoesNotContain(SchemaFile.Load(name).Keys(), key => !page.Contains($"`{NameInPage(SchemaFile.Join(key.Parent, key.Key))}`", StringComparison.Ordinal));
    }

    // What stands in cells and in their defaults is told once.
    private static string NameInPage(string key) =>
        (key.StartsWith("defaults.", StringComparison.Ordinal) ? "cells" + key["defaults".Length..] : key).Replace(SchemaFile.AnyName, "<bucket>", StringComparison.Ordinal);

    [Fact]
    public void Documentation_HasEveryCode()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));
        Type[] holders = [typeof(ConfigCodes), typeof(AccessCodes), typeof(DiagnosticCodes)];
        string[] codes = [.. holders.SelectMany(static holder => holder.GetFields(BindingFlags.Static | BindingFlags.Public)).Select(static field => (string)field.GetRawConstantValue()!)];
        Assert.True(codes.Length >= 46);
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.DoesNotContain(codes, code => !page.Contains($"`{code}`", StringComparison.Ordinal));
    }

    private static string AcceptedBy(JsonObject rules)
    {
        if ((string?)rules["type"] == "string" && ((string?)rules["pattern"])?.Contains("(ms|s|m|h|d)", StringComparison.Ordinal) == true)
        {
            Match range = DurationRange().Match((string)rules["description"]!);
            return $"a duration from \"{range.Groups["least"]}\" to \"{range.Groups["most"]}\", such as \"{rules["default"]}\"";
        }

        return (string?)rules["type"] switch
        {
            "boolean" => "true or false",
            "integer" => $"a whole number from {rules["minimum"]} to {rules["maximum"]}",
            "number" => $"a number from {rules["minimum"]} to {rules["maximum"]}",
            "array" when rules["items"] is JsonObject items && (string?)items["type"] == "integer" => $"whole numbers from {items["minimum"]} to {items["maximum"]}",
            "array" => "a list of texts in quotes",
            _ when rules["anyOf"] is JsonArray choices && choices.Any(static choice => (string?)choice!["type"] == "integer") => "text in quotes or a whole number",
            _ when rules["enum"] is JsonArray words => $"one of {string.Join(", ", words.Select(static word => $"\"{word}\""))}",
            _ => "text in quotes",
        };
    }

    private static string[] SkippedOf(string name) => NotYetRead.GetValueOrDefault(name) ?? [];

    private static IEnumerable<(string Parent, string Key, JsonObject Schema)> KeysOf(SchemaFile schema) =>
        schema.Keys().Where(key => !SkippedOf(schema.Name).Any(skipped => SchemaFile.Join(key.Parent, key.Key) is var path && (path == skipped || path.StartsWith(skipped + '.', StringComparison.Ordinal))));

    /// <summary>The diagnostics of one file that stands beside otherwise good ones.</summary>
    private static List<ConfigDiagnostic> LoadWith(string name, JsonObject file)
    {
        using WebApplication app = EdgeHost.Build();
        using TestFolder folder = new();
        Smallest().WriteTo(folder);
        folder.Write(name + ".json", file.ToJsonString());
        SnapshotLoadResult result = app.Services.GetRequiredService<SnapshotLoader>().Load(folder.Path, previous: null, NoVariables());
        Assert.Null(result.Snapshot);
        Assert.Equal(0, result.Diagnostics.NotKept);
        return [.. result.Diagnostics.Items.Where(item => Path.GetFileName(item.File) == name + ".json")];
    }

    private static EdgeSnapshot Load(WebApplication app, TestFolder folder)
    {
        SnapshotLoadResult result = app.Services.GetRequiredService<SnapshotLoader>().Load(folder.Path, previous: null, NoVariables());
        Assert.Empty(result.Diagnostics.Items);
        return result.Snapshot!;
    }

    private static EnvironmentOverlay NoVariables() => new(new Hashtable());

    private static TestConfig Smallest()
    {
        TestConfig config = new TestConfig().WithTenant("acme", "na-1");
        config.Cells["cells"]!.AsArray().Add((JsonNode)TestConfig.Parse("""{ "id": "na-1", "destinations": [ { "id": "na-1-a1", "address": "http://127.0.0.1:1" } ] }"""));
        config.Edge.Clear();
        JsonObject bucket = config.Limits["buckets"]![0]!.AsObject();
        bucket.Remove("window");
        config.Files["rules/crs-setup.conf"] = "# The defaults of waf.rules and waf.crsSetup name these.\n";
        config.Files["rules/own.conf"] = "SecRule ARGS:own \"@streq yes\" \"id:50001,phase:1,pass,nolog\"\n";
        return config;
    }

    private static (string Name, JsonObject File)[] FilesOf(TestConfig config) =>
        [("edge", config.Edge), ("cells", config.Cells), ("tenants", config.Tenants), ("limits", config.Limits), ("admin", config.Admin)];

    private static JsonObject ReadShipped(string name) => JsonNode.Parse(
        File.ReadAllText(Repository.PathOf("config", name + ".json")),
        documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();

    /// <summary>What the keys with a default become.</summary>
    private static string Describe(EdgeSnapshot snapshot)
    {
        Cell cell = Assert.Single(snapshot.Get<CellTable>().Cells);
        Tenant tenant = Assert.Single(snapshot.Get<TenantDirectory>().Tenants);
        Bucket bucket = Assert.Single(snapshot.Get<LimitTable>().Buckets);
        HttpSettings http = snapshot.Get<HttpSettings>();
        return string.Join('\n', snapshot.Get<ListenSettings>(), snapshot.Get<AccessLogOptions>(), snapshot.Get<DemoSettings>(), http.StrictTransportSecurity, http.TrustedProxies.Count,
            snapshot.Get<CertificateTable>().Options.Minimum, snapshot.Get<CertificateTable>().Options.Certificates.Count,
            cell.Region, cell.Jurisdiction, cell.Size, cell.ActivityTimeout, cell.Policy.Health, cell.Policy.Outlier, cell.Policy.SlowStart, cell.Policy.Routing, Describe(cell.Policy.Retries), cell.Policy.Breaker, cell.Policy.PanicPercent, snapshot.Get<CellTable>().NodeZone, Assert.Single(cell.Destinations),
            tenant.Plan, tenant.DrCellId, tenant.Jurisdictions.Count, bucket.Mode, bucket.Policy.PolicyText, snapshot.Get<AdminDirectory>().Tokens.Count,
            snapshot.Get<AccessSettings>(), snapshot.Get<ClientCertificateSettings>().Mode,
            snapshot.Get<RedisSettings>(), snapshot.Get<AccessTable>().Sources.Count, snapshot.Get<AccessTable>().Rules.Length, snapshot.Get<AccessTable>().Abuse.Length,
            Describe(snapshot.Get<WafTable>(), snapshot.Directory), Describe(snapshot.Get<WafTable>().PolicyOf(tenant)));
    }

    private static string Describe(WafTable waf, string folder)
    {
        WafSettings settings = waf.Settings;
        WafAuditSettings audit = settings.Audit;
        return string.Join(
            '\n', settings.Mode, settings.Crs, Path.GetRelativePath(folder, settings.CrsSetup ?? ""), string.Join(' ', settings.Rules.Select(file => Path.GetRelativePath(folder, file))),
            settings.Paranoia, settings.DetectionParanoia, settings.InboundThreshold, settings.OutboundThreshold, settings.DebugHeader,
            string.Join(' ', settings.ResponseBodyTypes), string.Join(' ', settings.StreamedBodyTypes), settings.MaxBodyBytes, settings.OnEngineError,
            settings.RegexTimeout, audit.Mode, audit.Sample, Describe(waf.Common), waf.Rules?.Set.Rules.Count);
    }

    private static string Describe(RetrySettings retries) => string.Join(' ', retries with { Methods = [], Statuses = [] }, string.Join(',', retries.Methods), string.Join(',', retries.Statuses));

    private static string Describe(WafPolicy policy) => string.Join(' ', policy.Mode, policy.Paths.Length, policy.Exclusions.Length, policy.OnBodyLimit ?? BodyLimitAction.Reject);

    private static string WithoutNumbers(string path) => ListNumber().Replace(path, "");

    [GeneratedRegex(@"^unknown key '" + BogusKey + @"' in (the file|'(?<path>[^']*)').* Accepted: (?<accepted>.*)\.$")]
    private static partial Regex UnknownKey();

    [GeneratedRegex(@"^'(?<path>[^']*)' is a list; set (?<accepted>.*)\.$")]
    private static partial Regex WrongKind();

    [GeneratedRegex(@"From (?<least>[0-9.]+[a-z]+) to (?<most>[0-9.]+[a-z]+)\.")]
    private static partial Regex DurationRange();

    [GeneratedRegex(@"\.[0-9]+(?=\.|$)")]
    private static partial Regex ListNumber();
}
