using System.Reflection;
using Xunit.v3;

[assembly: Edge.Tests.TestKit.OffSocketThreads]

namespace Edge.Tests.TestKit;

/// <summary>
/// Has what follows an <c>await</c> in a test go on in the thread pool. Completions are inline, as shipped (<see cref="AsShipped"/>): without this
/// the rest of a test, and the next one, would run on the thread that reads the sockets of all tests, and hold them up.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class OffSocketThreadsAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => SynchronizationContext.SetSynchronizationContext(PoolContext.Instance);

    /// <summary>Runs what is posted in the pool. What a thread that is in it completes goes on at once, as without it.</summary>
    private sealed class PoolContext : SynchronizationContext
    {
        public static readonly PoolContext Instance = new();

        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(
            static work =>
            {
                SetSynchronizationContext(Instance); // The pool takes it off its thread again.
                work.Callback(work.State);
            },
            (Callback: d, State: state),
            preferLocal: false);

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
