using System.Diagnostics.CodeAnalysis;

namespace Edge.Rules.Operators;

/// <summary>Where an address is, for <c>@geoLookup</c>. Must answer from memory.</summary>
public interface IGeoLookup
{
    bool TryLookup(ReadOnlySpan<char> address, [NotNullWhen(true)] out GeoLocation? location);
}
