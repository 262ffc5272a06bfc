using Edge.Gateway.Config;

namespace Edge.Gateway.Tls;

/// <summary>Puts a snapshot's certificates in force for new connections.</summary>
internal sealed class CertificateObserver(CertificateStore store) : ISnapshotObserver
{
    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        store.Apply(next.Get<CertificateTable>());
        return ValueTask.CompletedTask;
    }
}
