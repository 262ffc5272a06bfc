namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>address</c>: the client's IPv4 address, or the /64 of its IPv6 address.</summary>
internal sealed class AddressPart : IKeyPart
{
    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        writer.Append(source.Address.ClientBits);
        return true;
    }
}
