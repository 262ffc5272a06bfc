using System.Text;
using Edge.Gateway.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Edge.Tests.Gateway.Connections;

public sealed class KestrelLimitsSetupTests
{
    [Fact]
    public void Configure_Defaults_SetsEveryLimitByName()
    {
        KestrelServerOptions options = Configure(new ConnectionLimits());
        KestrelServerLimits limits = options.Limits;
        Assert.Equal(100_000, limits.MaxConcurrentConnections);
        Assert.Equal(50_000, limits.MaxConcurrentUpgradedConnections);
        Assert.Equal(TimeSpan.FromSeconds(75), limits.KeepAliveTimeout);
        Assert.Equal(TimeSpan.FromSeconds(15), limits.RequestHeadersTimeout);
        Assert.Equal(16 * 1024, limits.MaxRequestLineSize);
        Assert.Equal(32 * 1024, limits.MaxRequestHeadersTotalSize);
        Assert.Equal(100, limits.MaxRequestHeaderCount);
        Assert.Null(limits.MaxRequestBodySize);
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod));
        Assert.Equal(1024 * 1024, limits.MaxRequestBufferSize);
        Assert.Equal(64 * 1024, limits.MaxResponseBufferSize);
        Assert.Equal(100, limits.Http2.MaxStreamsPerConnection);
        Assert.Equal(16 * 1024, limits.Http2.MaxFrameSize);
        Assert.Equal(4 * 1024, limits.Http2.HeaderTableSize);
        Assert.Equal(16 * 1024, limits.Http2.MaxRequestHeaderFieldSize);
        Assert.Equal(1024 * 1024, limits.Http2.InitialConnectionWindowSize);
        Assert.Equal(768 * 1024, limits.Http2.InitialStreamWindowSize);
        Assert.Equal(TimeSpan.FromSeconds(30), limits.Http2.KeepAlivePingDelay);
        Assert.Equal(TimeSpan.FromSeconds(20), limits.Http2.KeepAlivePingTimeout);
    }

    [Fact]
    public void Configure_Defaults_HidesTheServerAndReadsHeadersAsBytes()
    {
        KestrelServerOptions options = Configure(new ConnectionLimits());
        Assert.False(options.AddServerHeader);
        Assert.False(options.AllowSynchronousIO);
        Assert.Same(Encoding.Latin1, options.RequestHeaderEncodingSelector("any"));
        Assert.Same(Encoding.Latin1, options.ResponseHeaderEncodingSelector("any"));
    }

    [Fact]
    public void Configure_NullsAndLargeLine_AreTaken()
    {
        ConnectionLimits limits = new()
        {
            MaxConnections = null,
            MaxUpgradedConnections = null,
            MinRequestBodyBytesPerSecond = null,
            MinResponseBytesPerSecond = null,
            MaxRequestLineBytes = 2 * 1024 * 1024,
        };
        KestrelServerLimits target = Configure(limits).Limits;
        Assert.Null(target.MaxConcurrentConnections);
        Assert.Null(target.MaxConcurrentUpgradedConnections);
        Assert.Null(target.MinRequestBodyDataRate);
        Assert.Null(target.MinResponseDataRate);
        Assert.Equal(2 * 1024 * 1024, target.MaxRequestBufferSize); // Kestrel refuses a line above its buffer.
    }

    private static KestrelServerOptions Configure(ConnectionLimits limits)
    {
        using ServiceProvider services = new ServiceCollection().AddSingleton(limits).AddEdgeConnections().BuildServiceProvider();
        return services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
    }
}
