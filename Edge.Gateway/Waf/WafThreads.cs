using System.Runtime.CompilerServices;

namespace Edge.Gateway.Waf;

/// <summary>Keeps long inspections off the threads that serve the sockets' events: on those, other connections wait.</summary>
internal static class WafThreads
{
    /// <summary>Most bytes of a request or response that the rules look at on a socket's thread: a few hundred µs of work.</summary>
    public const int MaxInlineBytes = 4096;

    /// <summary>Await it before an inspection: goes on in the thread pool when there is much to look at and a socket's thread would do it.</summary>
    public static ConfiguredTaskAwaitable LeaveForAsync(long bytes) =>
        Task.CompletedTask.ConfigureAwait(bytes > MaxInlineBytes && !Thread.CurrentThread.IsThreadPoolThread ? ConfigureAwaitOptions.ForceYielding : ConfigureAwaitOptions.None);
}
