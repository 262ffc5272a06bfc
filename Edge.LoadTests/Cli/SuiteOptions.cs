using System.CommandLine;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;
using Edge.LoadTests.Scenarios;

namespace Edge.LoadTests.Cli;

/// <summary>The options that all suites take.</summary>
internal sealed class SuiteOptions
{
    private const double MaxRate = 1_000_000;
    private const int MaxConnections = 50_000;
    private const int MaxThreads = 64;

    private readonly Option<bool> _demo = new("--demo") { Description = "Start a gateway with demo cells, and stop it afterwards. This is so without --target." };
    private readonly Option<string?> _target = new("--target") { Description = "URL of a server on this machine, such as https://acme.localhost:8443/echo." };
    private readonly Option<string?> _gateway = new("--gateway") { Description = "Edge.Gateway.dll of the demo, when it is not the one built here." };
    private readonly Option<double?> _rate = new("--rate") { Description = "Requests per second of the main load (open model)." };
    private readonly Option<int?> _copies = new("--copies") { Description = "Users that ask again as soon as they are answered, instead of a rate (closed model; steady and tls-handshakes)." };
    private readonly Option<string?> _duration = new("--duration") { Description = "How long to measure: 30s, 10m, 8h." };
    private readonly Option<string?> _warmUp = new("--warm-up") { Description = "Load before anything is counted." };
    private readonly Option<int?> _connections = new("--connections") { Description = "Connections of each scenario, at most." };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads of the generator." };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "Time a request may take." };
    private readonly Option<string?> _protocol = new("--protocol") { Description = "h1 or h2." };
    private readonly Option<string?> _connection = new("--connection") { Description = "keep-alive, or new: a connection per request." };
    private readonly Option<bool> _tls = new("--tls") { Description = "Load the demo by https." };
    private readonly Option<string?> _host = new("--host") { Description = "Host header, when it is not that of --target." };
    private readonly Option<string[]> _thresholds = new("--threshold") { Description = "What must hold as well, such as \"p99 < 20ms\"; may be repeated.", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _report = new("--report") { Description = "Folder for the reports: HTML, Markdown, CSV, JSON." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_demo, _target, _gateway, _rate, _copies, _duration, _warmUp, _connections, _threads, _timeout, _protocol, _connection, _tls, _host, _thresholds, _report])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="FormatException">An option is wrong; the message names it, what it is, and what is accepted.</exception>
    public RunRequest Read(ISuite suite, ParseResult parsed)
    {
        TargetUrl? target = parsed.GetValue(_target) is { } url ? TargetUrl.Parse(url) : null;
        if (target is not null && (parsed.GetValue(_demo) || suite.NeedsDemo))
        {
            throw new FormatException(suite.NeedsDemo
                ? $"{suite.Name} runs against the demo only: it needs the demo's tenants, or switches faults of its cells. Leave out --target."
                : "--demo and --target exclude each other.");
        }

        LoadOptions defaults = suite.Defaults;
        if (parsed.GetValue(_copies) is not null && (suite.NeedsDemo || suite is not (SteadySuite or TlsHandshakesSuite)))
        {
            throw new FormatException("--copies is for steady and tls-handshakes; the others need a rate.");
        }

        foreach (string threshold in parsed.GetValue(_thresholds) ?? [])
        {
            Threshold.Parse(threshold);
        }

        bool isHttp2 = Choice("--protocol", parsed.GetValue(_protocol), "h2", "h1", defaults.IsHttp2);
        bool isNew = Choice("--connection", parsed.GetValue(_connection), "new", "keep-alive", defaults.IsNewConnection);
        LoadOptions options = defaults with
        {
            Rate = Within("--rate", parsed.GetValue(_rate) ?? defaults.Rate, 0.1, MaxRate),
            Copies = parsed.GetValue(_copies) is { } copies ? (int)Within("--copies", copies, 1, MaxConnections) : defaults.Copies,
            Duration = parsed.GetValue(_duration) is { } duration ? Duration.Parse("--duration", duration) : defaults.Duration,
            WarmUp = parsed.GetValue(_warmUp) is { } warmUp ? Duration.Parse("--warm-up", warmUp, mayBeZero: true) : defaults.WarmUp,
            Connections = (int)Within("--connections", parsed.GetValue(_connections) ?? OfCopies(parsed.GetValue(_copies), isHttp2 && !isNew) ?? defaults.Connections, 1, MaxConnections),
            Threads = (int)Within("--threads", parsed.GetValue(_threads) ?? defaults.Threads, 1, MaxThreads),
            Timeout = parsed.GetValue(_timeout) is { } timeout ? Duration.Parse("--timeout", timeout) : defaults.Timeout,
            IsTls = target?.IsTls ?? (defaults.IsTls || isHttp2 || parsed.GetValue(_tls)),
            IsHttp2 = isHttp2,
            IsNewConnection = isNew,
            Host = parsed.GetValue(_host) ?? target?.Host ?? defaults.Host,
            Path = target?.Path ?? defaults.Path,
        };
        return new RunRequest(suite, options, target, parsed.GetValue(_gateway), parsed.GetValue(_thresholds) ?? [], parsed.GetValue(_report));
    }

    // Users of the closed model have a connection each, or share those of HTTP/2.
    private static int? OfCopies(int? copies, bool areStreams) => areStreams ? (copies + LoadTarget.DefaultStreams - 1) / LoadTarget.DefaultStreams : copies;

    private static bool Choice(string option, string? value, string yes, string no, bool otherwise) => value switch
    {
        null => otherwise,
        _ when value == yes => true,
        _ when value == no => false,
        _ => throw new FormatException($"{option} is \"{value}\"; give {no} or {yes}."),
    };

    private static double Within(string option, double value, double least, double most) => value >= least && value <= most
        ? value
        : throw new FormatException(FormattableString.Invariant($"{option} is {value}; give a number from {least} to {most}."));
}
