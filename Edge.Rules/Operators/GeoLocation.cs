namespace Edge.Rules.Operators;

/// <summary>What <c>@geoLookup</c> found; becomes the <c>GEO</c> collection. Null for what is not known.</summary>
public sealed record GeoLocation(
    string? CountryCode, string? CountryName = null, string? CountryContinent = null, string? Region = null, string? City = null,
    string? PostalCode = null, double? Latitude = null, double? Longitude = null);
