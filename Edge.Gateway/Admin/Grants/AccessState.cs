using System.Text.Json.Serialization;

namespace Edge.Gateway.Admin.Grants;

/// <summary>How far a request for access is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccessState>))]
internal enum AccessState
{
    /// <summary>Waits for a second person.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>In force until it expires.</summary>
    [JsonStringEnumMemberName("approved")]
    Approved,

    /// <summary>Refused.</summary>
    [JsonStringEnumMemberName("denied")]
    Denied,

    /// <summary>Taken back, by an approver or by whom it was for.</summary>
    [JsonStringEnumMemberName("revoked")]
    Revoked,

    /// <summary>Over, or nobody decided in time.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,
}
