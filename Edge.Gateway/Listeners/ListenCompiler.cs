using System.Net;
using System.Net.Sockets;
using Edge.Gateway.Config;

namespace Edge.Gateway.Listeners;

/// <summary>Reads <c>listen</c> and <c>shutdown</c> of <c>edge.json</c>.</summary>
internal sealed class ListenCompiler : ISnapshotCompiler
{
    private static readonly Dictionary<string, HttpListenerMode> Modes = new(StringComparer.Ordinal)
    {
        ["redirect"] = HttpListenerMode.Redirect,
        ["serve"] = HttpListenerMode.Serve,
        ["off"] = HttpListenerMode.Off,
    };

    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject listen = builder.Edge.Object("listen");
        ConfigObject https = listen.Object("https");
        ConfigObject http = listen.Object("http");
        ConfigObject ops = listen.Object("ops");
        ConfigObject shutdown = builder.Edge.Object("shutdown");
        IPEndPoint? httpsEndPoint = https.Flag("enabled", fallback: true) ? ReadAddress(https, "0.0.0.0:8443") : null;
        HttpListenerMode mode = http.Choice("mode", HttpListenerMode.Redirect, Modes);
        var settings = new ListenSettings(
            httpsEndPoint,
            https.Whole("publicPort", httpsEndPoint?.Port ?? 443, 0, 65535),
            ReadAddress(http, "0.0.0.0:8080") is var httpEndPoint && mode == HttpListenerMode.Off ? null : httpEndPoint,
            mode,
            ReadAddress(ops, "127.0.0.1:9090"),
            ops.Flag("tls", fallback: false),
            ReadAddress(listen.Object("status"), "127.0.0.1:9091"),
            new ShutdownSettings(
                shutdown.Duration("delay", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
                shutdown.Duration("deadline", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromHours(1))));
        if (settings.Https is null && mode != HttpListenerMode.Serve)
        {
            http.Error("mode", ConfigCodes.Conflict, "leaves no listener that serves; set \"serve\", or enable listen.https.");
        }

        if (builder.Previous is { } previous && previous.Get<ListenSettings>() != settings)
        {
            listen.Warn("https", ConfigCodes.NeedsRestart, "or another listener or shutdown setting changed; that takes effect at the next start.");
            settings = previous.Get<ListenSettings>();
        }

        builder.Set(settings);
    }

    private static IPEndPoint ReadAddress(ConfigObject listener, string fallback)
    {
        string text = listener.Text("address", fallback);
        bool hasPort = text.LastIndexOf(':') > text.LastIndexOf(']') && text.Contains(':', StringComparison.Ordinal);
        if (hasPort && IPEndPoint.TryParse(text, out IPEndPoint? endPoint) && (endPoint.AddressFamily == AddressFamily.InterNetwork || text[0] == '['))
        {
            // Without brackets "::1:8443" would be an address that ends in 8443, on a free port.
            return endPoint;
        }

        listener.Error("address", ConfigCodes.OutOfRange, $"is \"{text}\"; set an IP address and a port, such as \"{fallback}\" or \"[::]:8443\" (port 0 takes a free one).");
        return IPEndPoint.Parse(fallback);
    }
}
