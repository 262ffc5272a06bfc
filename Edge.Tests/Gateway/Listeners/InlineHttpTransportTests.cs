using System.Net;
using Edge.Gateway.Config;
using Edge.Gateway.Listeners;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.Listeners;

public sealed class InlineHttpTransportTests
{
    [Fact]
    public async Task Transport_OfTheCleartextListener_IsInlineAndNoOther()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ListenSettings listen = gateway.Services.GetRequiredService<SnapshotStore>().Current.Get<ListenSettings>();
        InlineHttpTransport transport = Assert.Single(gateway.Services.GetServices<IConnectionListenerFactory>().OfType<InlineHttpTransport>());
        Assert.True(InlineCompletions.IsOn);
        Assert.True(transport.CanBind(listen.Http!));
        Assert.False(transport.CanBind(listen.Https!));
        Assert.False(transport.CanBind(new IPEndPoint(listen.Http!.Address, listen.Http.Port))); // An equal one, as two listeners on port 0 have.
    }
}
