using System.Security.Cryptography;

namespace Edge.Gateway.Demo;

/// <summary>What the destinations of one cell share: users, ids and the public key of its tokens.</summary>
internal sealed class DemoCell(string id)
{
    private readonly Lazy<ECParameters> _key = new(static () =>
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportParameters(includePrivateParameters: false);
    });

    /// <summary>Id of the cell.</summary>
    public string Id { get; } = id;

    /// <summary>The users of its tenants.</summary>
    public DemoUserStore Users { get; } = new();

    /// <summary>Where ids of users, tokens and errors come from; seeded by the cell's id.</summary>
    public DemoRandom Random { get; } = DemoRandom.For(id);

    /// <summary>Public key shown by <c>/oauth2/v1/keys</c>, P-256, made on first use.</summary>
    public ECParameters PublicKey => _key.Value;
}
