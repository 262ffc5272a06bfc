using System.Globalization;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Events;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>
/// Writes <c>admin.access.granted</c> and <c>admin.access.denied</c>: an event for each change, and for everything else one for
/// the first attempt of its kind and one for how many more there were, so that scraping and guessing wash nothing away.
/// </summary>
internal sealed class AdminAudit : IDisposable
{
    /// <summary>Time over which attempts of one kind are told together.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Most kinds (actor, event, endpoint) at a time; more share one.</summary>
    public const int MaxKinds = 4096;

    private readonly IEventLog _events;
    private readonly AdminMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Actor, string EventType, string Endpoint), Fold> _folds = [];
    private readonly ITimer _timer;

    public AdminAudit(IEventLog events, AdminMetrics metrics, TimeProvider time)
    {
        (_events, _metrics, _time) = (events, metrics, time);
        _timer = time.CreateTimer(static state => ((AdminAudit)state!).Sweep(), this, Window, Window);
    }

    /// <summary>Tells of a request that is let through.</summary>
    public void Granted(HttpContext context, string actor, string permission)
    {
        _metrics.Attempted(AttemptOutcome.Allowed);
        bool isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        EdgeEvent granted = EventOf(context, "admin.access.granted", isRead ? EventSeverity.Debug : EventSeverity.Info, actor, EventOutcome.Allow, $"{permission}, from {AddressOf(context)}");
        if (isRead)
        {
            WriteFolded(granted, EndpointOf(context));
        }
        else
        {
            _events.Write(granted);
            context.Response.OnStarting(KeepAsync, context); // What a call caused is on disk before its answer begins.
        }
    }

    /// <summary>Tells of a request that is refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="outcome">Why.</param>
    /// <param name="actor">Who, as far as that is known.</param>
    /// <param name="reason">Why, for people; free of secrets.</param>
    public void Denied(HttpContext context, AttemptOutcome outcome, string actor, string reason)
    {
        _metrics.Attempted(outcome);
        string address = AddressOf(context);
        EdgeEvent denied = EventOf(context, "admin.access.denied", EventSeverity.Warn, actor, EventOutcome.Deny, $"{reason} From {address}.");
        WriteFolded(denied, outcome == AttemptOutcome.Forbidden ? denied.Target : address); // Who is known, by all that they tried; who is not, by address.
    }

    /// <summary>Tells of a connection that is refused, because its client certificate is not good.</summary>
    public void CertificateRefused(AddressKey client, string reason)
    {
        _metrics.Attempted(AttemptOutcome.Unknown);
        string address = client.ToClientText();
        WriteFolded(new EdgeEvent("admin.access.denied", EventSeverity.Warn, "unknown", "client-certificate", EventOutcome.Deny, $"{reason} From {address}."), address);
    }

    /// <summary>Tells that an address is held off.</summary>
    public void Locked(HttpContext context, TimeSpan length) => _events.Write(new EdgeEvent(
        "admin.access.locked", EventSeverity.Warn, "unknown", AddressOf(context), EventOutcome.Deny,
        string.Create(CultureInfo.InvariantCulture, $"too many tokens that nobody has; for {length.TotalSeconds:0} s tokens from there are not looked at, but those last used from there")));

    /// <summary>Tells how many more attempts there were of kinds whose window has ended, and forgets them.</summary>
    public void Sweep()
    {
        List<Fold> ended = [];
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            foreach ((var kind, Fold fold) in _folds)
            {
                if (now - fold.Since >= Window)
                {
                    ended.Add(fold);
                    _folds.Remove(kind);
                }
            }
        }

        foreach (Fold fold in ended)
        {
            TellMore(fold);
        }
    }

    public void Dispose() => _timer.Dispose();

    // When the disk fails the call has had its effect all the same: its events wait in memory, and the log of the node tells.
    private async Task KeepAsync(object context)
    {
        try
        {
            await _events.FlushAsync(((HttpContext)context).RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return;
        }
    }

    private void WriteFolded(EdgeEvent attempt, string endpoint)
    {
        (string, string, string) kind = (attempt.Actor, attempt.EventType, endpoint);
        Fold? ended = null;
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            if (_folds.Count >= MaxKinds && !_folds.ContainsKey(kind))
            {
                kind = ("", attempt.EventType, "");
                attempt = attempt with { Actor = "various", Target = "various", Reason = "attempts of very many kinds" };
            }

            if (_folds.TryGetValue(kind, out Fold? fold) && now - fold.Since < Window)
            {
                fold.More++;
                return;
            }

            ended = fold;
            _folds[kind] = new Fold(attempt, now);
        }

        if (ended is not null)
        {
            TellMore(ended);
        }

        _events.Write(attempt);
    }

    private void TellMore(Fold fold)
    {
        if (fold.More > 0)
        {
            _events.Write(fold.First with { Reason = string.Create(CultureInfo.InvariantCulture, $"{fold.More} more like the one at {fold.Since:HH:mm:ss}: {fold.First.Reason}") });
        }
    }

    private static EdgeEvent EventOf(HttpContext context, string eventType, EventSeverity severity, string actor, EventOutcome outcome, string reason) =>
        new EdgeEvent(eventType, severity, actor, $"{context.Request.Method} {context.Request.Path}", outcome, reason) { TargetType = "AdminEndpoint" }.CausedBy(context);

    private static string EndpointOf(HttpContext context) => $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}";

    private static string AddressOf(HttpContext context) => Callers.AddressOf(context).ToClientText();

    private sealed class Fold(EdgeEvent first, DateTimeOffset since)
    {
        public EdgeEvent First => first;

        public DateTimeOffset Since => since;

        public long More { get; set; }
    }
}
