using System.CommandLine;
using Edge.Gateway.Journeys;

namespace Edge.Gateway.Cli;

/// <summary>The command line: the surface of DESIGN §5.</summary>
internal static class EdgeCommand
{
    /// <summary>The configuration folder when none is named.</summary>
    public const string DefaultDirectory = "config";

    public static Task<int> RunAsync(string[] arguments)
    {
        var config = new Option<string>("--config")
        {
            Description = "Configuration folder.",
            DefaultValueFactory = static _ => DefaultDirectory,
            Recursive = true,
        };
        var root = new RootCommand("Edge gateway: TLS, tenants, rate limits, rules and cells in front of a multi-tenant service.") { config };
        root.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync(parsed.GetValue(config)!, cancellationToken));
        root.Subcommands.Add(Check(config));
        root.Subcommands.Add(Token());
        root.Subcommands.Add(Waf(config));
        root.Subcommands.Add(Probe(config));

        // The host answers SIGTERM and SIGINT; the command line's own handler would end the process after two seconds, requests or not.
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static Command Check(Option<string> config)
    {
        var check = new Command("check", "Validates the whole configuration and prints every error.");
        check.SetAction(parsed => CheckCommand.Run(parsed.GetValue(config)!, Console.Out));
        return check;
    }

    private static Command Waf(Option<string> config)
    {
        var file = new Argument<string>("file") { Description = "File with a raw HTTP request; '-' reads standard input." };
        var explain = new Command("explain", "Tells which rules a request meets: 0 when it passes, 2 when it is blocked.") { file };
        explain.SetAction(async (parsed, _) =>
        {
            await using Stream input = Console.OpenStandardInput();
            return await WafExplainCommand.RunAsync(parsed.GetValue(config)!, parsed.GetValue(file)!, input, Console.Out, Console.Error);
        });
        return new Command("waf", "Rules against attacks.") { explain };
    }

    private static Command Probe(Option<string> config)
    {
        var location = new Option<string>("--location") { Description = "Where this monitor stands, such as \"fra\".", Required = true };
        var report = new Option<string>("--report") { Description = "URL of a gateway's ops listener, which is told the results.", Required = true };
        var journeys = new Option<string?>("--journeys") { Description = "Folder of journeys; without it that of the configuration folder." };
        var target = new Option<string[]>("--target") { Description = "URL that every journey goes to, such as \"https://acme.example.com\"; may be repeated. Without it the hosts that the journeys name.", DefaultValueFactory = static _ => [] };
        var tokenFile = new Option<string?>("--token-file") { Description = $"File with the token; without it the variable {ProbeCommand.TokenVariable}." };
        var once = new Option<bool>("--once") { Description = "Runs each journey once: 0 when all passed and were reported, 2 when one failed, 1 when nothing could be reported." };
        var insecure = new Option<bool>("--insecure") { Description = "Takes any certificate of the targets, such as a self-signed one." };
        var probe = new Command("probe", "Monitors a gateway from elsewhere, and reports to it what it sees.") { location, report, journeys, target, tokenFile, once, insecure };
        probe.SetAction((parsed, cancellationToken) => ProbeCommand.RunAsync(
            new ProbeOptions(
                parsed.GetValue(location)!,
                parsed.GetValue(report)!,
                parsed.GetValue(journeys) ?? Path.Combine(parsed.GetValue(config)!, JourneySet.Folder),
                parsed.GetValue(target)!,
                parsed.GetValue(tokenFile),
                parsed.GetValue(once),
                parsed.GetValue(insecure)),
            Console.Out,
            Console.Error,
            cancellationToken));
        return probe;
    }

    private static Command Token()
    {
        var role = new Option<string>("--role") { Description = "Role of the token, such as super-admin or read-only-admin.", Required = true };
        var tenant = new Option<string?>("--tenant") { Description = "The only tenant that the token may see." };
        var location = new Option<string?>("--location") { Description = "The only location that a monitor with the token reports from." };
        var owner = new Option<string?>("--owner") { Description = "The person who holds it: the same for all of a person's tokens." };
        var expires = new Option<string>("--expires") { Description = "Lifetime.", DefaultValueFactory = static _ => "8h" };
        var create = new Command("new", "Makes a token and prints it once, with its hash for admin.json.") { role, tenant, owner, location, expires };
        create.SetAction(parsed => TokenCommand.Run(parsed.GetValue(role)!, parsed.GetValue(tenant), parsed.GetValue(owner), parsed.GetValue(location), parsed.GetValue(expires)!, TimeProvider.System, Console.Out, Console.Error));
        return new Command("token", "Admin tokens.") { create };
    }
}
