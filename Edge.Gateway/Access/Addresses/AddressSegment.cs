namespace Edge.Gateway.Access.Addresses;

/// <summary>From this address up to the next segment's, every address has the same label.</summary>
/// <param name="Start">Bits of the first address, aligned to the left.</param>
/// <param name="Label">Index of an <see cref="AddressMatch"/>; 0 for addresses of no set.</param>
internal readonly record struct AddressSegment(UInt128 Start, ushort Label);
