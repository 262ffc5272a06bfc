namespace Edge.Gateway.Events.Filters;

internal enum FilterTokenKind
{
    End,
    Word,
    Text,
    Open,
    Close,
}
