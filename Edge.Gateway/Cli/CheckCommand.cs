using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.Tenants;
using Edge.Gateway.Waf;

namespace Edge.Gateway.Cli;

/// <summary><c>check</c>: validates everything, prints every error, exit code 1; a summary and 0 when all is good.</summary>
internal static class CheckCommand
{
    public static int Run(string directory, TextWriter output)
    {
        using WebApplication app = EdgeHost.Build();
        SnapshotLoadResult result = app.Services.GetRequiredService<SnapshotLoader>().Load(directory, checkOnly: true);
        WriteDiagnostics(result.Diagnostics, output);
        if (result.Snapshot is not { } snapshot)
        {
            return 1;
        }

        output.WriteLine($"{directory}: good. {Summary(snapshot)}");
        return 0;
    }

    public static void WriteDiagnostics(ConfigDiagnostics diagnostics, TextWriter output)
    {
        foreach (ConfigDiagnostic diagnostic in diagnostics.Items.GroupBy(static item => item.File).SelectMany(static file => file.OrderBy(static item => item.Line).ThenBy(static item => item.Column)))
        {
            output.WriteLine(diagnostic);
        }

        if (diagnostics.NotKept > 0)
        {
            output.WriteLine($"… and {diagnostics.NotKept} more.");
        }
    }

    public static string Summary(EdgeSnapshot snapshot) =>
        $"{snapshot.Get<TenantDirectory>().Tenants.Count} tenants, {snapshot.Get<CellTable>().Cells.Count} cells with "
        + $"{snapshot.Get<CellTable>().Cells.Sum(static cell => cell.Destinations.Count)} destinations, {snapshot.Get<LimitTable>().Buckets.Count} rate-limit buckets, "
        + snapshot.Get<WafTable>().Summary;
}
