namespace Edge.Gateway.Http;

/// <summary>What the floor needs to know of a cell; <c>Cells</c> has the rest.</summary>
internal interface ICellIdentity
{
    string Id { get; }
}
