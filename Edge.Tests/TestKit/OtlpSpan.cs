namespace Edge.Tests.TestKit;

/// <summary>A span as a collector gets it (opentelemetry-proto, <c>trace.proto</c>).</summary>
internal sealed class OtlpSpan(ProtobufMessage span)
{
    /// <summary>SPAN_KIND_SERVER.</summary>
    public const ulong Server = 2;

    /// <summary>SPAN_KIND_CLIENT.</summary>
    public const ulong Client = 3;

    public string TraceId => Convert.ToHexStringLower(span.Bytes(1).Span);

    public string Id => Convert.ToHexStringLower(span.Bytes(2).Span);

    public string ParentId => Convert.ToHexStringLower(span.Bytes(4).Span);

    public string Name => span.Text(5);

    public ulong Kind => span.Number(6);

    /// <summary>Code of the status: 0 unset, 2 error.</summary>
    public ulong Status => span.All(15).SingleOrDefault()?.Number(3) ?? 0;

    /// <summary>A text attribute; empty when there is none.</summary>
    public string this[string key] => span.All(9).Where(pair => pair.Text(1) == key).Select(static pair => pair.All(2).Single()).Select(static value => value.Has(3) ? value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture) : value.Text(1)).SingleOrDefault("");

    public override string ToString() => $"{TraceId} {ParentId}/{Id} {Name} kind {Kind}";
}
