using Edge.Gateway.Redis;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Redis;

public sealed class FairDeadlineTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(80);
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly TaskCompletionSource<int> _answer = new();
    private readonly SemaphoreSlim _looks = new(0);

    public FairDeadlineTests() => _time.TimerCreated += _ => _looks.Release();

    [Fact]
    public async Task Silence_WhileTheProcessRuns_IsATimeoutAtTheDeadline()
    {
        Task<int> waiting = _answer.Task.WaitFairlyAsync(Deadline, _time);
        await StepsAsync(20, 20, 20);
        Assert.False(waiting.IsCompleted);
        await StepsAsync(20);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }

    [Fact]
    public async Task Answer_InTheSocketAfterAPause_IsTaken()
    {
        Task<int> waiting = _answer.Task.WaitFairlyAsync(Deadline, _time);
        await StepsAsync(20, 500); // The process did not run for half a second; the answer is read after the clock was.
        await _looks.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        _answer.SetResult(7);
        Assert.Equal(7, await waiting);
    }

    [Fact]
    public async Task Silence_WithPausesOnly_EndsNevertheless()
    {
        Task<int> waiting = _answer.Task.WaitFairlyAsync(Deadline, _time);
        await StepsAsync(400, 400);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }

    [Fact]
    public async Task Silence_OnAMachineThatIsAlwaysLate_IsATimeoutAfterThreeTimesTheDeadline()
    {
        Task<int> waiting = _answer.Task.WaitFairlyAsync(Deadline, _time);
        await StepsAsync(40, 40, 40, 40, 40, 40);
        await _looks.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted); // One more step: the answer may lie in the socket.
        _time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Same(waiting, await Task.WhenAny(waiting, _looks.WaitAsync(TestContext.Current.CancellationToken))); // No further step.
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }

    public void Dispose() => _looks.Dispose();

    // Each step begins when the one before has been looked at.
    private async Task StepsAsync(params int[] milliseconds)
    {
        foreach (int step in milliseconds)
        {
            await _looks.WaitAsync(TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromMilliseconds(step));
        }
    }
}
