using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Events;

namespace Edge.Gateway.Admin;

/// <summary>Events that a call of the admin API causes.</summary>
internal static class AdminEvents
{
    /// <summary>What callers of the admin API are, in <c>actor.type</c>.</summary>
    public const string ActorType = "Admin";

    /// <summary>The event with who called from where, and the call's id, which all events of one call share.</summary>
    public static EdgeEvent CausedBy(this EdgeEvent edgeEvent, HttpContext context) => edgeEvent with
    {
        ActorType = ActorType,
        ClientAddress = Callers.AddressOf(context).ToClientText(),
        UserAgent = context.Request.Headers.UserAgent.Count > 0 ? context.Request.Headers.UserAgent.ToString() : null,
        TransactionId = Callers.RequestIdOf(context),
    };
}
