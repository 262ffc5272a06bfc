using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Edge.Gateway.Config;

namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>Reads one plan: from its file, and later from what an upgrade kept of it.</summary>
internal static class UpgradePlanReader
{
    /// <summary>Most tests of a step, headers of a hook and statuses that are expected.</summary>
    public const int MaxListed = 32;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private static readonly Dictionary<string, string> Methods = new(StringComparer.Ordinal)
    {
        ["GET"] = "GET", ["HEAD"] = "HEAD", ["POST"] = "POST", ["PUT"] = "PUT", ["DELETE"] = "DELETE",
    };

    /// <summary>Reads a plan; what is wrong with it goes to <paramref name="diagnostics"/>.</summary>
    public static UpgradePlan Read(string name, ConfigSource source, ConfigDiagnostics diagnostics)
    {
        ConfigObject root = new(source, source.Root, diagnostics);
        root.Text("description");
        if (name.Length > ConfigObject.MaxIdLength || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
        {
            diagnostics.Error(root.Position, ConfigCodes.OutOfRange, $"the plan's name is \"{name}\"; name the file with 1 to {ConfigObject.MaxIdLength} letters, digits, '.', '_' or '-'.");
        }

        string text = source.Root.GetRawText();
        if (text.Length > UpgradePlan.MaxTextLength)
        {
            diagnostics.Error(root.Position, ConfigCodes.TooMany, $"the plan has {text.Length} characters as JSON; at most {UpgradePlan.MaxTextLength} are accepted, because each upgrade keeps its own.");
        }

        if (!root.Has("steps"))
        {
            root.Error("steps", ConfigCodes.Missing, "is missing; name at least the steps upgrade-database, upgrade-servers, replication and trailing-half.");
        }

        ConfigObject steps = root.Object("steps");
        var read = UpgradeSteps.All.ToFrozenDictionary(static step => step, step => ReadStep(step, steps));
        root.Finish();
        return new UpgradePlan(name, text, read);
    }

    /// <summary>Reads what an upgrade kept; null when it cannot be read any more.</summary>
    public static UpgradePlan? ReadKept(string name, string text)
    {
        ConfigDiagnostics diagnostics = new();
        using ConfigSource source = ConfigSource.Parse(name, Encoding.UTF8.GetBytes(text), diagnostics);
        UpgradePlan? plan = source.IsBroken ? null : Read(name, source, diagnostics);
        return diagnostics.HasErrors ? null : plan;
    }

    private static UpgradeStepPlan ReadStep(UpgradeStep step, ConfigObject steps)
    {
        ConfigObject entry = steps.Object(step.Word());
        bool decides = step is UpgradeStep.ReadOnly or UpgradeStep.Drain or UpgradeStep.Switch;
        bool works = step is UpgradeStep.UpgradeDatabase or UpgradeStep.UpgradeServers or UpgradeStep.Replication or UpgradeStep.TrailingHalf;
        TimeSpan settle = step == UpgradeStep.ReadOnly ? 5 * Second : 2 * Second;
        settle = decides ? entry.Duration("settle", settle, TimeSpan.Zero, TimeSpan.FromHours(1)) : TimeSpan.Zero;
        ConfigObject? hook = works ? entry.Object("hook") : null;
        bool isApproval = hook?.Has("approval") == true;
        if (steps.IsPresent && hook is { IsPresent: false })
        {
            steps.Error(step.Word(), ConfigCodes.Missing, "has no 'hook'; set { \"url\": … } for a call, or { \"approval\": … } for people.");
        }

        return new UpgradeStepPlan(
            settle,
            hook is { IsPresent: true } && !isApproval ? ReadHook(hook) : null,
            isApproval ? ReadApproval(hook!) : null,
            step is UpgradeStep.UpgradeServers or UpgradeStep.TrailingHalf ? ReadTests(entry) : [],
            entry.Object("gate") is { IsPresent: true } gate ? ReadGate(gate) : null,
            step != UpgradeStep.Done && entry.Object("confirm") is { IsPresent: true } confirm ? ReadApproval(confirm) : null);
    }

    private static UpgradeApproval ReadApproval(ConfigObject entry) => new(entry.RequiredText("approval"), entry.Flag("secondPerson", fallback: false));

    private static UpgradeHook ReadHook(ConfigObject hook)
    {
        string text = hook.RequiredText("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            if (text.Length > 0)
            {
                hook.Error("url", ConfigCodes.OutOfRange, "is not an http or https URL without user and password, such as \"https://deploy.example.com/upgrade\"."); // Not repeated: it may hold a secret.
            }

            url = new Uri("http://127.0.0.1:1");
        }

        return new UpgradeHook(
            hook.Choice("method", "POST", Methods),
            url,
            ReadHeaders(hook),
            hook.Duration("timeout", 30 * Second, ShortestPause, TimeSpan.FromHours(1)),
            hook.Whole("retries", 3, 0, 100),
            hook.Duration("interval", 5 * Second, ShortestPause, TimeSpan.FromHours(1)),
            hook.Duration("deadline", TimeSpan.FromHours(1), Second, TimeSpan.FromDays(7)),
            ReadExpect(hook, 200, 204));
    }

    private static List<KeyValuePair<string, string>> ReadHeaders(ConfigObject hook)
    {
        ConfigObject entries = hook.Object("headers");
        List<KeyValuePair<string, string>> headers = [];
        foreach (string name in entries.Keys)
        {
            string value = entries.RequiredText(name);
            if (HookSecrets.WhyNot(name, value) is { } why)
            {
                entries.Error(name, ConfigCodes.OutOfRange, why);
            }

            headers.Add(new KeyValuePair<string, string>(name, value));
        }

        if (headers.Count > MaxListed)
        {
            hook.Error("headers", ConfigCodes.TooMany, string.Create(CultureInfo.InvariantCulture, $"has {headers.Count} headers; at most {MaxListed} are accepted."));
        }

        return headers;
    }

    private static List<UpgradeTest> ReadTests(ConfigObject entry)
    {
        List<UpgradeTest> tests = [];
        foreach (ConfigObject test in entry.Objects("tests"))
        {
            string path = test.RequiredText("path");
            if (path.Length > 0 && (path[0] != '/' || path.AsSpan().ContainsAnyInRange('\0', ' ')))
            {
                test.Error("path", ConfigCodes.OutOfRange, $"is {ConfigValue.Quote(path)}; set a path that begins with '/' and has no spaces.");
            }

            tests.Add(new UpgradeTest(
                test.Choice("method", "GET", Methods),
                path,
                test.Text("host"),
                ReadExpect(test, 200),
                test.Text("contains"),
                test.Duration("timeout", 5 * Second, ShortestPause, TimeSpan.FromMinutes(10)),
                test.Duration("within", 30 * Second, TimeSpan.Zero, TimeSpan.FromHours(1))));
        }

        if (tests.Count > MaxListed)
        {
            entry.Error("tests", ConfigCodes.TooMany, string.Create(CultureInfo.InvariantCulture, $"has {tests.Count} tests; at most {MaxListed} are accepted."));
        }

        return tests;
    }

    private static UpgradeGate ReadGate(ConfigObject gate)
    {
        ConfigObject errors = gate.Object("errorRate");
        if (errors.IsPresent && !errors.Has("atMost"))
        {
            errors.Error("atMost", ConfigCodes.Missing, "is missing; set the greatest part of the requests that may fail, such as 0.01.");
        }

        return new UpgradeGate(
            gate.Whole("healthyDestinations", 1, 0, CellsCompiler.MaxDestinations),
            gate.Duration("within", TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromHours(1)),
            errors.Has("atMost") ? errors.Number("atMost", 1, 0, 1) : null,
            errors.Duration("over", 30 * Second, TimeSpan.Zero, TimeSpan.FromHours(1)));
    }

    private static IReadOnlyList<int> ReadExpect(ConfigObject entry, params int[] usual)
    {
        IReadOnlyList<int> expect = entry.Wholes("expect", 200, 599);
        if (expect.Count > MaxListed || (entry.Has("expect") && expect.Count == 0))
        {
            entry.Error("expect", ConfigCodes.OutOfRange, string.Create(CultureInfo.InvariantCulture, $"has {expect.Count} statuses; set 1 to {MaxListed}."));
        }

        return expect.Count == 0 ? usual : expect;
    }
}
