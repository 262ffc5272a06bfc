namespace Edge.Rules.Operators;

/// <summary><c>@geoLookup</c>: matches when the place of the address is known, and fills <c>GEO</c>.</summary>
internal sealed class GeoLookup(IGeoLookup? lookup) : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        if (lookup is null || !lookup.TryLookup(value, out GeoLocation? location))
        {
            return false;
        }

        context.SetGeo(location);
        return true;
    }
}
