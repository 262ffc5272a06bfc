using System.Text.Json;
using System.Text.Json.Serialization;

namespace Edge.Gateway.Admin.Grants;

/// <summary>A request for more permissions for a time, and what became of it. Its permissions and resources never change, so that what was read is what is approved.</summary>
internal sealed record AccessRequest
{
    public required string Id { get; init; }

    /// <summary>Id of the token or client certificate that asked, and that gets it.</summary>
    public required string Requester { get; init; }

    /// <summary>The person behind it; see <see cref="AdminIdentity.Owner"/>.</summary>
    public required string Owner { get; init; }

    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>As <see cref="AdminResource"/> writes them.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>How long it shall be in force, from its approval on.</summary>
    public required TimeSpan Duration { get; init; }

    public required string Reason { get; init; }

    public required AccessState State { get; init; }

    public required DateTimeOffset Requested { get; init; }

    /// <summary>When the state ends by itself: undecided, or in force.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Who brought it to its state; null while nobody has.</summary>
    public string? DecidedBy { get; init; }

    public DateTimeOffset? Decided { get; init; }

    /// <summary>What it grants.</summary>
    [JsonIgnore]
    public AdminGrant Grant => new(Permissions.ToHashSet(StringComparer.Ordinal), new AdminResourceSet([.. Resources.Select(AdminResource.Parse)]));

    /// <summary>Whether nothing can become of it any more.</summary>
    [JsonIgnore]
    public bool HasEnded => State is not (AccessState.Pending or AccessState.Approved);

    /// <summary>Whether its time has come to end by itself.</summary>
    public bool IsOver(DateTimeOffset now) => !HasEnded && Expires <= now;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads what a node of this or another version wrote; null when not all of it is understood, so that nothing is granted by half.</summary>
    public static AccessRequest? FromJson(string json)
    {
        try
        {
            AccessRequest? request = JsonSerializer.Deserialize<AccessRequest>(json, JsonSerializerOptions.Web);
            return request is { Permissions: not null, Resources.Count: > 0 } && request.Permissions.All(AdminPermissions.All.Contains) && request.Resources.All(static text => text is not null && AdminResource.TryParse(text, out _)) ? request : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
