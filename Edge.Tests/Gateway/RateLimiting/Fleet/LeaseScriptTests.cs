using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

public sealed class LeaseScriptTests
{
    /// <summary>One key for two kinds of values would make Redis refuse the call, and the whole fleet take it for lost.</summary>
    [Fact]
    public void Keys_WhateverTenantsAndBucketsAreCalled_AreNobodyElses()
    {
        string[] tenants = ["fleet", "acme", "seeds", "a-b"];
        string[] buckets = ["nodes", "demand", "seeds", "x", "x:at", "b:x", "at", $"k:{new string('0', 32)}"];
        string[] keys =
        [
            LeaseScript.NodesKey, LeaseScript.DemandKey, LeaseScript.SeedsKey,
            .. tenants.SelectMany(tenant => buckets.Select(bucket => LeaseScript.KeyOf(tenant, bucket)).Append(LeaseScript.KeyOf(tenant, default(Edge.Gateway.RateLimiting.Storage.KeyHash))))
                .SelectMany(static key => Enum.GetValues<LimitAlgorithm>().Select(algorithm => LeaseScript.KeyOf(key, algorithm))),
            .. tenants.SelectMany(tenant => buckets.Select(bucket => LeaseScript.ToldKeyOf(tenant, bucket, Thresholds.Below))),
        ];
        Assert.Equal(3 + (tenants.Length * (((buckets.Length + 1) * 2) + buckets.Length)), keys.Distinct(StringComparer.Ordinal).Count());
    }
}
