using Edge.Gateway.Waf;

namespace Edge.Tests.Gateway.Waf;

public sealed class WafThreadsTests
{
    [Fact]
    public async Task LongInspection_OnAThreadOfItsOwn_GoesOnInThePool()
    {
        (bool pooled, bool moved) = await RunOnOwnThreadAsync(WafThreads.MaxInlineBytes + 1);
        Assert.True(pooled);
        Assert.True(moved);
    }

    [Fact]
    public async Task ShortInspection_OnAThreadOfItsOwn_StaysThere()
    {
        (bool pooled, bool moved) = await RunOnOwnThreadAsync(WafThreads.MaxInlineBytes);
        Assert.False(pooled);
        Assert.False(moved);
    }

    [Fact]
    public async Task LongInspection_InThePool_StaysOnItsThread() =>
        Assert.True(await Task.Run(static () => WafThreads.LeaveForAsync(long.MaxValue).GetAwaiter().IsCompleted, TestContext.Current.CancellationToken));

    // A socket's thread is no thread of the pool; neither is this one.
    private static Task<(bool Pooled, bool Moved)> RunOnOwnThreadAsync(long bytes)
    {
        Task<(bool Pooled, bool Moved)>? task = null;
        var thread = new Thread(() => task = RunAsync(bytes));
        thread.Start();
        thread.Join();
        return task!;
    }

    private static async Task<(bool Pooled, bool Moved)> RunAsync(long bytes)
    {
        Thread before = Thread.CurrentThread; // Not its id, which another may get when it has ended.
        await WafThreads.LeaveForAsync(bytes);
        return (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread != before);
    }
}
