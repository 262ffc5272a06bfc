using Edge.Gateway.Http;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>ja4</c>: the fingerprint of the client's TLS; missing on connections without TLS.</summary>
internal sealed class Ja4Part : IKeyPart
{
    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        string? ja4 = source.Context.Features.Get<ClientFingerprint>()?.Ja4;
        writer.Append(ja4);
        return ja4 is not null;
    }
}
