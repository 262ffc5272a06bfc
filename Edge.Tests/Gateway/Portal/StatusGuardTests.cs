using System.Net;
using Edge.Gateway.Portal.StatusPage;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Portal;

public sealed class StatusGuardTests
{
    private static readonly IPAddress Loud = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress Other = IPAddress.Parse("203.0.113.2");

    [Fact]
    public void Requests_ThatOneAddressIsRefused_CostOthersNothing()
    {
        StatusGuard guard = new(new ManualTime(DateTimeOffset.UnixEpoch));
        int answered = 0;
        for (int i = 0; i < StatusLimits.TotalPerSecond * 10; i++)
        {
            answered += guard.TryEnter(Loud) ? 1 : 0;
        }

        Assert.Equal(StatusLimits.Burst, answered);
        Assert.True(guard.TryEnter(Other));
    }

    [Fact]
    public void Connections_OfOneAddress_AreHeldToTheirShareUntilTheyEnd()
    {
        StatusGuard guard = new(TimeProvider.System);
        for (int i = 0; i < StatusLimits.MaxConnectionsPerAddress; i++)
        {
            Assert.True(guard.TryConnect(Loud));
        }

        Assert.False(guard.TryConnect(Loud));
        Assert.True(guard.TryConnect(Other));
        guard.Disconnect(Loud);
        Assert.True(guard.TryConnect(Loud));
        Assert.False(guard.TryConnect(Loud));
    }
}
