namespace Edge.Gateway.Access;

/// <summary>The file of a set and how it looked when it was read.</summary>
/// <param name="Id">The set.</param>
/// <param name="Path">The file, absolute.</param>
/// <param name="Bytes">Its length; -1 when it was missing.</param>
/// <param name="Written">When it was last written.</param>
internal sealed record AddressSetSource(string Id, string Path, long Bytes, DateTime Written);
