namespace Edge.Gateway.Access.Addresses;

/// <summary>What the lists know of an address.</summary>
/// <param name="Sets">One bit for each set that contains it; 0 when none does.</param>
/// <param name="PrefixLength">Bits of the longest prefix that contains it.</param>
internal readonly record struct AddressMatch(ulong Sets, byte PrefixLength);
