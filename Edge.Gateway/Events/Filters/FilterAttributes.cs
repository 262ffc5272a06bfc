using System.Collections.Frozen;

namespace Edge.Gateway.Events.Filters;

/// <summary>The attribute paths that a filter may name, and the columns they stand for.</summary>
internal static class FilterAttributes
{
    /// <summary>Attribute names are compared without case, as SCIM says.</summary>
    public static readonly FrozenDictionary<string, string> Columns = new Dictionary<string, string>
    {
        ["uuid"] = "uuid",
        ["published"] = Published,
        ["eventType"] = "event_type",
        ["severity"] = "severity",
        ["displayMessage"] = "message",
        ["actor.id"] = "actor",
        ["actor.type"] = "actor_type",
        ["actor.displayName"] = "actor",
        ["client.ipAddress"] = "client_address",
        ["client.userAgent.rawUserAgent"] = "user_agent",
        ["target.id"] = "target",
        ["target.type"] = "target_type",
        ["target.displayName"] = "target_name",
        ["outcome.result"] = "outcome",
        ["outcome.reason"] = "reason",
        ["transaction.id"] = "transaction_id",
        ["debugContext.debugData.node"] = "node",
        ["debugContext.debugData.tenant"] = "tenant",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The column of <c>published</c>: ms since 1970.</summary>
    public const string Published = "published";
}
