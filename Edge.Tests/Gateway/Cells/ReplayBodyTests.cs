using Edge.Gateway.Cells.Routing;

namespace Edge.Tests.Gateway.Cells;

public sealed class ReplayBodyTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 20_000).Select(static index => (byte)index)];

    /// <summary>The limit, bytes read before the rewind, and whether all can be read again.</summary>
    [Theory]
    [InlineData(20_000, 0, true)]
    [InlineData(20_000, 1, true)]
    [InlineData(20_000, 10_000, true)]
    [InlineData(20_000, 20_000, true)]
    [InlineData(19_999, 20_000, false)]
    [InlineData(5_000, 4_000, true)] // Not yet too long.
    [InlineData(5_000, 6_000, false)]
    public async Task Body_AfterARewind_IsWholeOrSaysThatItIsNot(int limit, int read, bool whole)
    {
        ReplayBody body = new(new MemoryStream(Content), limit);
        await body.ReadExactlyAsync(new byte[read], TestContext.Current.CancellationToken);
        Assert.Equal(whole, body.CanRewind);
        if (whole)
        {
            body.Rewind();
            using MemoryStream again = new();
            await body.CopyToAsync(again, TestContext.Current.CancellationToken);
            Assert.Equal(Content, again.ToArray());
        }
    }

    [Fact]
    public async Task Body_BeyondTheLimit_StillArrivesWhole()
    {
        ReplayBody body = new(new MemoryStream(Content), 7_000);
        using MemoryStream sent = new();
        await body.CopyToAsync(sent, TestContext.Current.CancellationToken);
        Assert.Equal(Content, sent.ToArray());
    }
}
