using System.Globalization;
using Edge.Gateway.Events;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Writes <c>security.request.blocked</c>, at most <see cref="WafLimits.MaxEventsPerSecond"/>: an attack shall not wash other events away.</summary>
internal sealed class WafBlockEvents(IEventLog events, WafMetrics metrics, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();
    private long _second = -1;
    private int _written;
    private long _dropped;

    public void Blocked(string tenant, string clientAddress, string requestId, Interruption interruption)
    {
        long dropped;
        lock (_lock)
        {
            long second = (long)time.GetElapsedTime(_origin).TotalSeconds;
            if (second != _second)
            {
                (_second, _written) = (second, 0);
            }

            if (_written == WafLimits.MaxEventsPerSecond)
            {
                _dropped++;
                metrics.EventDropped();
                return;
            }

            _written++;
            (dropped, _dropped) = (_dropped, 0);
        }

        string more = dropped == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {dropped} more were blocked since the last such event");
        events.Write(new EdgeEvent("security.request.blocked", EventSeverity.Warn, clientAddress, tenant, EventOutcome.Deny,
            string.Create(CultureInfo.InvariantCulture, $"rule {interruption.RuleId} in phase {interruption.Phase}, request {requestId}{more}")) { Tenant = tenant });
    }
}
