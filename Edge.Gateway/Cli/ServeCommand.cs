using System.Net.Sockets;
using Edge.Gateway.Config;

namespace Edge.Gateway.Cli;

/// <summary>The main job: loads the configuration and serves until SIGTERM or SIGINT.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string directory, CancellationToken cancellationToken)
    {
        await using WebApplication app = EdgeHost.Build();
        SnapshotLoadResult result = app.Services.GetRequiredService<SnapshotLoader>().Load(directory);
        CheckCommand.WriteDiagnostics(result.Diagnostics, Console.Error);
        if (result.Snapshot is null)
        {
            return 1;
        }

        try
        {
            await EdgeHost.StartAsync(app, result, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException) // A port is taken, an address is not this machine's, a port below 1024 is not allowed.
        {
            Console.Error.WriteLine($"The gateway cannot listen: {exception.GetBaseException().Message}. Stop what uses the port, or change \"listen\" in edge.json.");
            return 1;
        }

        StartupBanner.Write(app, Console.Out);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
