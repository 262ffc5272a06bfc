namespace Edge.Gateway.Access.Addresses;

/// <summary>How reading an <see cref="AddressPrefix"/> went.</summary>
internal enum AddressPrefixStatus
{
    Good,

    NotAnAddress,

    /// <summary>The number after the slash is none, or too large for the address.</summary>
    BadLength,

    /// <summary>An address inside of the network stands where its first address should: <c>10.0.0.1/8</c>.</summary>
    HostBitsSet,
}
