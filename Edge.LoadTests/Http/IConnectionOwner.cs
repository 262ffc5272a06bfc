using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Http;

/// <summary>Who asked, and is told how it went. All calls come from the loop's thread.</summary>
internal interface IConnectionOwner
{
    /// <summary>Watches a new socket.</summary>
    bool Watch(int descriptor, Connection connection);

    /// <summary>Calls <see cref="Connection.FlushGathered"/> before the loop waits.</summary>
    void FlushLater(Connection connection);

    /// <summary>The answer is whole.</summary>
    void Answered(Channel channel);

    /// <summary>There will be no answer.</summary>
    void Failed(Channel channel, FailureKind kind);

    /// <summary>A buffer to read into, for the time of one call.</summary>
    byte[] Buffer { get; }
}
