using System.Collections;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class TenantCounterTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    [Fact]
    public void Limits_MadeWhileAChangeComes_AreThoseOfTheChange()
    {
        TenantCounter? counter = null;
        var scopes = new ScopesThatTell(() => (counter!.Live, counter.LiveWarningPercent) = (1200, 75));
        var bucket = new Bucket { Id = "authn", Index = 0, Policy = new RateLimitPolicy("authn", 600, Window), Scopes = scopes };
        counter = new LimitBed().CounterOf(bucket);
        Assert.Equal((1200, 75), InForce());
        Assert.Equal((1200, 75), InForce()); // For the requests after it too.

        (long, int) InForce()
        {
            TenantLimits limits = counter.LimitsOf(bucket, bucket.Policy.Limit, 1);
            return (limits.Rule.Limit, limits.WarningPercent);
        }
    }

    /// <summary>No scopes; the first look at them is after a request has read the counter's changes.</summary>
    private sealed class ScopesThatTell(Action told) : IReadOnlyList<Scope>
    {
        private bool _isTold;

        public int Count
        {
            get
            {
                if (!_isTold)
                {
                    _isTold = true;
                    told();
                }

                return 0;
            }
        }

        public Scope this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<Scope> GetEnumerator() => Enumerable.Empty<Scope>().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
