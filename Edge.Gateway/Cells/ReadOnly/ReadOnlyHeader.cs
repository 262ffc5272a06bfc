using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>Tells clients that what they see is read-only: <c>X-Edge-Mode: read-only</c>.</summary>
internal sealed class ReadOnlyHeader : IResponseHeaderWriter
{
    public const string Name = "X-Edge-Mode";

    public const string Value = "read-only";

    public void Write(HttpContext context, EdgeRequest request)
    {
        if (request.IsReadOnly)
        {
            context.Response.Headers[Name] = Value;
        }
    }
}
