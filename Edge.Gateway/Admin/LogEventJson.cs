using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Gateway.Events;

namespace Edge.Gateway.Admin;

/// <summary>An event as Okta's System Log shows it.</summary>
internal static class LogEventJson
{
    /// <summary>Members without a value are null, as Okta's are.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerOptions.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    public static object Describe(LoggedEvent logged)
    {
        EdgeEvent source = logged.Event;
        return new
        {
            uuid = logged.Id,
            published = EventInstant.Format(logged.Published),
            eventType = source.EventType,
            version = "0",
            severity = EventRow.Word(source.Severity),
            displayMessage = source.Message,
            actor = new { id = source.Actor, type = source.ActorType, alternateId = source.Actor, displayName = source.Actor },
            client = source.ClientAddress is null ? null : new { ipAddress = source.ClientAddress, userAgent = new { rawUserAgent = source.UserAgent } },
            target = new[] { new { id = source.Target, type = source.TargetType, alternateId = source.Target, displayName = source.TargetName ?? source.Target } },
            outcome = new { result = EventRow.Word(source.Outcome), reason = source.Reason },
            transaction = source.TransactionId is null ? null : new { type = "WEB", id = source.TransactionId },
            debugContext = new { debugData = new { node = logged.Node, tenant = source.Tenant } },
        };
    }
}
