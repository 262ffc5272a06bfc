using Edge.Gateway.Config;

namespace Edge.Gateway.Waf;

/// <summary>Runs new rules on requests of their own before the first real one comes, so that it finds code and patterns ready.</summary>
internal sealed partial class WafWarmUp(ILogger<WafWarmUp> logger) : ISnapshotObserver
{
    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        WafTable table = next.Get<WafTable>();
        if (table.Rules is { } rules && rules != current?.Get<WafTable>().Rules)
        {
            rules.Set.WarmUp();
            if (current is null)
            {
                // Reading the rules leaves twice their size behind. Nothing is served yet, so the pause costs nobody anything.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            LogLoaded(rules.Set.Rules.Count, rules.Source, (long)rules.LoadTime.TotalMilliseconds);
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EdgeEvents.WafLoaded, LogLevel.Information, "{Count} rules ({Source}) loaded in {Milliseconds} ms.")]
    private partial void LogLoaded(int count, string source, long milliseconds);
}
