namespace Edge.Gateway.Events.Filters;

/// <summary>Leaves the parser from any depth; never leaves <see cref="EventFilter.Parse"/>.</summary>
internal sealed class FilterException(FilterError error) : Exception(error.Message)
{
    public FilterError Error => error;
}
