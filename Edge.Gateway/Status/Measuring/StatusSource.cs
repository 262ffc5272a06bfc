namespace Edge.Gateway.Status.Measuring;

/// <summary>Who measured: <c>node:ID</c>, a gateway by its own front door and its customers' requests, or <c>probe:LOCATION</c>, a monitor elsewhere.</summary>
internal static class StatusSource
{
    private const string NodePrefix = "node:";

    public static string Node(string id) => NodePrefix + id;

    public static string Probe(string location) => "probe:" + location;

    public static bool IsNode(string source) => source.StartsWith(NodePrefix, StringComparison.Ordinal);
}
