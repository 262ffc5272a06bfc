using System.Globalization;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Journeys;

/// <summary>Reads one journey from its file.</summary>
/// <param name="name">Of the file, without its ending.</param>
/// <param name="source">The file.</param>
/// <param name="tenants">Whose hosts are those of this gateway; null elsewhere, where any host will do.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class JourneyReader(string name, ConfigSource source, TenantDirectory? tenants, ConfigDiagnostics diagnostics)
{
    /// <summary>Most hosts, values, headers, fields, checks and extracts of one list.</summary>
    public const int MaxListed = 32;

    private static readonly Dictionary<string, HttpMethod> Methods = new(StringComparer.Ordinal)
    {
        ["GET"] = HttpMethod.Get, ["HEAD"] = HttpMethod.Head, ["POST"] = HttpMethod.Post, ["PUT"] = HttpMethod.Put, ["DELETE"] = HttpMethod.Delete,
    };

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public Journey Read()
    {
        ConfigObject root = new(source, source.Root, diagnostics);
        root.Text("description");
        if (name.Length > ConfigObject.MaxIdLength || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
        {
            diagnostics.Error(root.Position, ConfigCodes.OutOfRange, $"the journey's name is \"{name}\"; name the file with 1 to {ConfigObject.MaxIdLength} letters, digits, '.', '_' or '-'.");
        }

        string feature = root.RequiredText("feature");
        if (feature.Length > 64 || feature.Any(char.IsControl) || (feature.Length > 0 && !feature.Any(char.IsAsciiLetterOrDigit)))
        {
            root.Error("feature", ConfigCodes.OutOfRange, "is no name for customers; set 1 to 64 characters with at least one letter or digit.");
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string word, string value) in Pairs(root, "values"))
        {
            _known.Add(word);
            values[word] = value;
        }

        TimeSpan timeout = root.Duration("timeout", TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        Journey journey = new()
        {
            Name = name,
            Feature = feature,
            IsGlobal = root.Flag("global", fallback: false),
            Interval = root.Duration("interval", TimeSpan.FromSeconds(2), Journey.MinInterval, Journey.MaxInterval),
            Hosts = ReadHosts(root),
            Values = values,
            Steps = ReadSteps(root, timeout),
        };
        root.Finish();
        return journey;
    }

    private List<string> ReadHosts(ConfigObject root)
    {
        IReadOnlyList<(string Text, ConfigPosition Position)> hosts = root.Texts("hosts");
        if (hosts.Count > MaxListed || hosts.Any(static host => Uri.CheckHostName(host.Text) == UriHostNameType.Unknown))
        {
            root.Error("hosts", ConfigCodes.OutOfRange, $"is no list of at most {MaxListed} host names, such as \"login.example.com\", without port.");
        }

        foreach ((string host, ConfigPosition position) in hosts.Where(host => tenants?.TryGetByHost(host.Text, out _) == false))
        {
            diagnostics.Warning(position, ConfigCodes.UnknownReference, $"'hosts' has \"{host}\", which no tenant has; this gateway does not run the journey there, and only a probe elsewhere can.");
        }

        return [.. hosts.Select(static host => host.Text)];
    }

    private List<JourneyStep> ReadSteps(ConfigObject root, TimeSpan timeout)
    {
        IReadOnlyList<ConfigObject> entries = root.Objects("steps");
        if (entries.Count is 0 or > Journey.MaxSteps)
        {
            root.Error("steps", entries.Count == 0 ? ConfigCodes.Missing : ConfigCodes.TooMany, $"has {entries.Count} steps; set 1 to {Journey.MaxSteps}.");
        }

        return [.. entries.Select(entry => ReadStep(entry, timeout))];
    }

    private JourneyStep ReadStep(ConfigObject entry, TimeSpan timeout)
    {
        string path = entry.RequiredText("path");
        if (path.Length > 0 && (path[0] != '/' || path.StartsWith("//", StringComparison.Ordinal) || path.AsSpan().ContainsAnyInRange('\0', ' ')))
        {
            entry.Error("path", ConfigCodes.OutOfRange, $"is {ConfigValue.Quote(path)}; set a path that begins with one '/' and has no spaces.");
        }

        IReadOnlyList<KeyValuePair<string, string>> headers = Pairs(entry, "headers");
        if (headers.Any(static header => header.Key.StartsWith("X-Edge-", StringComparison.OrdinalIgnoreCase) || header.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)))
        {
            entry.Error("headers", ConfigCodes.OutOfRange, "has a header that the gateway sets itself (Host, Content-…, X-Edge-…); leave it out.");
        }

        JourneyStep step = new(
            entry.Text("name", path),
            entry.Choice("method", HttpMethod.Get, Methods),
            path,
            headers,
            ReadBody(entry),
            entry.Duration("timeout", timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)),
            ReadExpectation(entry.Object("expect")),
            ReadExtracts(entry));
        CheckNames(entry, step);
        _known.UnionWith(step.Extracts.Select(static extract => extract.Name));
        return step;
    }

    private static JourneyBody? ReadBody(ConfigObject entry)
    {
        string? json = entry.Json("json");
        List<KeyValuePair<string, string>> form = Pairs(entry, "form");
        string? text = entry.Text("body");
        if ((json is null ? 0 : 1) + (form.Count == 0 ? 0 : 1) + (text is null ? 0 : 1) > 1)
        {
            entry.Error("json", ConfigCodes.Conflict, "stands beside another body; keep one of json, form and body.");
        }

        string type = entry.Text("contentType", "text/plain");
        return json is not null ? new JourneyBody(JourneyBody.Json, json, [])
            : form.Count > 0 ? new JourneyBody(JourneyBody.Form, null, form)
            : text is not null ? new JourneyBody(type, text, [])
            : null;
    }

    private static JourneyExpectation ReadExpectation(ConfigObject expect)
    {
        IReadOnlyList<int> statuses = expect.Wholes("status", 200, 599);
        if (statuses.Count > MaxListed)
        {
            expect.Error("status", ConfigCodes.TooMany, string.Create(CultureInfo.InvariantCulture, $"has {statuses.Count} statuses; set at most {MaxListed}."));
        }

        return new JourneyExpectation(statuses.Count == 0 ? [200] : statuses, Pairs(expect, "json"), Pairs(expect, "headers"), expect.Text("contains"));
    }

    private static List<JourneyExtract> ReadExtracts(ConfigObject entry)
    {
        List<JourneyExtract> extracts = [];
        foreach ((string word, _, ConfigObject extract) in entry.Map("extract"))
        {
            (string? json, string? header, string? cookie) = (extract.Text("json"), extract.Text("header"), extract.Text("cookie"));
            if (new[] { json, header, cookie }.Count(static source => source is not null) != 1)
            {
                entry.Error("extract", ConfigCodes.Conflict, $"has \"{word}\" with none or several of json, header and cookie; set one.");
            }

            extracts.Add(json is not null ? new JourneyExtract(word, JourneyExtractKind.Json, json)
                : header is not null ? new JourneyExtract(word, JourneyExtractKind.Header, header)
                : new JourneyExtract(word, JourneyExtractKind.Cookie, cookie ?? ""));
        }

        if (extracts.Count > MaxListed)
        {
            entry.Error("extract", ConfigCodes.TooMany, $"has {extracts.Count} values; set at most {MaxListed}.");
        }

        return extracts;
    }

    // A misspelt name would send an empty text, and the journey fail for a reason of its own.
    private void CheckNames(ConfigObject entry, JourneyStep step)
    {
        IEnumerable<(string Key, string Text)> texts =
        [
            ("path", step.Path), .. step.Headers.Select(static header => ("headers", header.Value)), .. (step.Body?.Fields ?? []).Select(static field => ("form", field.Value)),
            (step.Body?.MediaType == JourneyBody.Json ? "json" : "body", step.Body?.Text ?? ""), ("expect", step.Expect.Contains ?? ""),
            .. step.Expect.Json.Concat(step.Expect.Headers).Select(static check => ("expect", check.Value)),
        ];
        foreach ((string key, string text) in texts)
        {
            foreach (string word in JourneyValues.NamesIn(text).Where(word => !_known.Contains(word)))
            {
                entry.Error(key, ConfigCodes.UnknownReference, $"uses ${{{word}}}, which neither values nor an earlier step gives{Suggestion.For(word, _known)}");
            }
        }
    }

    private static List<KeyValuePair<string, string>> Pairs(ConfigObject parent, string key)
    {
        ConfigObject entries = parent.Object(key);
        List<KeyValuePair<string, string>> pairs = [.. entries.Keys.Select(word => new KeyValuePair<string, string>(word, entries.TextOrWhole(word) ?? ""))];
        if (pairs.Count > MaxListed)
        {
            parent.Error(key, ConfigCodes.TooMany, string.Create(CultureInfo.InvariantCulture, $"has {pairs.Count} entries; set at most {MaxListed}."));
        }

        return pairs;
    }
}
