using System.Diagnostics.Metrics;

namespace Edge.Gateway.Tls;

/// <summary>The instruments of this feature.</summary>
internal sealed class TlsMetrics
{
    /// <summary>The meter that all instruments of the gateway belong to.</summary>
    public const string MeterName = "Edge.Gateway";

    private readonly Counter<long> _handshakes;
    private readonly Counter<long> _reloads;

    public TlsMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _handshakes = meter.CreateCounter<long>(
            "edge.tls.handshakes", "{handshake}", "Connections to the TLS port, by the version agreed on, or for those not completed the highest version offered.");
        _reloads = meter.CreateCounter<long>("edge.tls.certificate.reloads", "{reload}", "Certificates read again after their files changed.");
    }

    /// <summary>Counts one connection to the TLS port.</summary>
    public void Handshake(TlsVersion version, HandshakeOutcome outcome)
    {
        if (_handshakes.Enabled)
        {
            _handshakes.Add(1, new("version", TlsVersions.ToLabel(version)), new("outcome", HandshakeOutcomes.ToLabel(outcome)));
        }
    }

    /// <summary>Counts one changed certificate, taken up or refused.</summary>
    public void CertificateReloaded(bool succeeded)
    {
        if (_reloads.Enabled)
        {
            _reloads.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "ok" : "failed"));
        }
    }
}
