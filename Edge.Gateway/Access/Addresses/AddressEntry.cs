namespace Edge.Gateway.Access.Addresses;

/// <summary>A prefix of a set while the table is built.</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="Set">Index of its set, below <see cref="AddressTable.MaxSets"/>.</param>
internal readonly record struct AddressEntry(AddressPrefix Prefix, byte Set);
