using System.Globalization;
using Edge.Rules.Operators;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Fills the <c>GEO</c> collection.</summary>
internal static class GeoVariables
{
    public static void Fill(TransactionState state, GeoLocation location)
    {
        EntryList geo = state.Store(EntryStore.Geo);
        geo.Clear();
        Add(geo, "COUNTRY_CODE", location.CountryCode);
        Add(geo, "COUNTRY_NAME", location.CountryName);
        Add(geo, "COUNTRY_CONTINENT", location.CountryContinent);
        Add(geo, "REGION", location.Region);
        Add(geo, "CITY", location.City);
        Add(geo, "POSTAL_CODE", location.PostalCode);
        Add(geo, "LATITUDE", location.Latitude?.ToString(CultureInfo.InvariantCulture));
        Add(geo, "LONGITUDE", location.Longitude?.ToString(CultureInfo.InvariantCulture));
    }

    private static void Add(EntryList geo, string name, string? value)
    {
        if (value is not null)
        {
            geo.Add(TextSlice.Constant(name), TextSlice.Constant(value), ValueOrigin.Any);
        }
    }
}
