using System.Security.Cryptography.X509Certificates;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

public sealed class TlsCertificateReloadTests
{
    [Fact]
    public async Task Certificate_ReplacedOnDisk_IsServedWithoutRestartAndConnectionsLive()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        using HttpClient client = TlsHost.CreateClient();
        Uri address = new($"https://localhost:{host.Port}/");
        string before = await host.ThumbprintForAsync("b.example.com");
        Assert.Equal("HTTP/1.1", await client.GetStringAsync(address, TestContext.Current.CancellationToken));
        await host.Counted.SeenAsync("edge.tls.handshakes 1.3 ok");
        long handshakes = host.Counted["edge.tls.handshakes 1.3 ok"];

        Task reloaded = ReloadAsync(host);
        using X509Certificate2 renewed = host.Folder.WritePem("b", "b.example.com", "*.b.example.com"); // Noticed by the real watcher.
        await reloaded;

        Assert.NotEqual(before, renewed.Thumbprint);
        Assert.Equal("HTTP/1.1", await client.GetStringAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(handshakes, host.Counted["edge.tls.handshakes 1.3 ok"]); // The old connection went on.
        Assert.Equal(renewed.Thumbprint, await host.ThumbprintForAsync("b.example.com"));
        Assert.Equal("CN=a.example.com", await host.SubjectForAsync("a.example.com"));
    }

    [Fact]
    public async Task Certificate_ReplacedByRename_IsServed()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        using X509Certificate2 renewed = host.Folder.WritePem("next", "b.example.com");
        Task reloaded = ReloadAsync(host);
        File.Move(host.Folder.PathOf("next.key"), host.Folder.PathOf("b.key"), overwrite: true);
        File.Move(host.Folder.PathOf("next.pem"), host.Folder.PathOf("b.pem"), overwrite: true);
        await reloaded;
        Assert.Equal(renewed.Thumbprint, await host.ThumbprintForAsync("b.example.com"));
    }

    [Fact]
    public async Task Certificate_ReplacedByABrokenOne_LastGoodIsServedUntilMended()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        string before = await host.ThumbprintForAsync("b.example.com");
        Task refused = ReloadAsync(host, succeeds: false);
        host.Folder.Write("b.pem", "-----BEGIN CERTIFICATE-----\nbroken");
        await refused;
        Assert.Equal(before, await host.ThumbprintForAsync("b.example.com"));
        Assert.InRange(host.Counted["edge.tls.certificate.reloads failed"], 1, int.MaxValue); // The watcher may have seen half of it first.

        Task reloaded = ReloadAsync(host);
        using X509Certificate2 renewed = host.Folder.WritePem("b", "b.example.com");
        await reloaded;
        Assert.Equal(renewed.Thumbprint, await host.ThumbprintForAsync("b.example.com"));
    }

    // The next one that ends so: between two files that belong together, one may fail.
    private static Task ReloadAsync(TlsHost host, bool succeeds = true)
    {
        TaskCompletionSource reloaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Store.Reloaded += succeeded => _ = succeeded == succeeds && reloaded.TrySetResult();
        return reloaded.Task.WaitAsync(TestGateway.Patience, TestContext.Current.CancellationToken);
    }
}
