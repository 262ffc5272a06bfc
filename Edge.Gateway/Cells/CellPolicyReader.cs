using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;

namespace Edge.Gateway.Cells;

/// <summary>Reads the keys that stand in <c>defaults</c> of <c>cells.json</c> and in each cell; what is not there is as the fallback says.</summary>
internal static class CellPolicyReader
{
    /// <summary>Most methods and most statuses of <c>retries</c>.</summary>
    public const int MaxListed = 32;

    private static readonly TimeSpan Off = TimeSpan.Zero;

    private static readonly Dictionary<string, RoutingPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["leastInFlight"] = RoutingPolicy.LeastInFlight,
        ["peakEwma"] = RoutingPolicy.PeakEwma,
        ["consistentHash"] = RoutingPolicy.ConsistentHash,
    };

    public static CellPolicy Read(ConfigObject entry, CellPolicy fallback) => new()
    {
        Health = ReadHealth(entry.Object("health"), fallback.Health),
        Outlier = ReadOutlier(entry.Object("outlier"), fallback.Outlier),
        SlowStart = ReadSlowStart(entry.Object("slowStart"), fallback.SlowStart),
        Routing = ReadRouting(entry.Object("routing"), fallback.Routing),
        Retries = ReadRetries(entry.Object("retries"), fallback.Retries),
        Breaker = ReadBreaker(entry.Object("breaker"), fallback.Breaker),
        PanicPercent = entry.Whole("panicPercent", fallback.PanicPercent, 0, 100),
    };

    private static CellHealthSettings ReadHealth(ConfigObject health, CellHealthSettings fallback)
    {
        TimeSpan interval = health.Duration("interval", fallback.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        var settings = new CellHealthSettings(
            health.Text("path", fallback.Path),
            health.Has("path") || fallback.PathIsChosen,
            interval,
            health.Duration("timeout", fallback.Timeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            health.Whole("failures", fallback.Failures, 1, 100));
        if (!settings.Path.StartsWith('/'))
        {
            health.Error("path", ConfigCodes.OutOfRange, $"is \"{settings.Path}\"; set a path that begins with '/'.");
        }

        if (settings.Timeout > interval)
        {
            health.Error("timeout", ConfigCodes.Conflict, $"is longer than 'interval' ({ConfigDuration.Format(interval)}); set at most that, or probes overlap.");
        }

        return settings;
    }

    private static OutlierSettings ReadOutlier(ConfigObject outlier, OutlierSettings fallback)
    {
        OutlierSettings settings = new()
        {
            Consecutive5xx = outlier.Whole("consecutive5xx", fallback.Consecutive5xx, 0, 1000),
            ConsecutiveConnectFailures = outlier.Whole("consecutiveConnectFailures", fallback.ConsecutiveConnectFailures, 0, 1000),
            BaseEjectionTime = outlier.Duration("baseEjectionTime", fallback.BaseEjectionTime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            MaxEjectionTime = outlier.Duration("maxEjectionTime", fallback.MaxEjectionTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            MaxEjectionPercent = outlier.Whole("maxEjectionPercent", fallback.MaxEjectionPercent, 0, 100),
            SuccessRateStdevFactor = outlier.Number("successRateStdevFactor", fallback.SuccessRateStdevFactor, 0, 10),
            SuccessRateRequestVolume = outlier.Whole("successRateRequestVolume", fallback.SuccessRateRequestVolume, 1, 1_000_000),
            SuccessRateMarginPercent = outlier.Number("successRateMarginPercent", fallback.SuccessRateMarginPercent, 0, 100),
            LatencyFactor = outlier.Number("latencyFactor", fallback.LatencyFactor, 0, 1000),
            LatencyMargin = outlier.Duration("latencyMargin", fallback.LatencyMargin, Off, TimeSpan.FromMinutes(10)),
            Silence = outlier.Duration("silence", fallback.Silence, Off, TimeSpan.FromMinutes(1)),
        };
        if (settings.MaxEjectionTime < settings.BaseEjectionTime)
        {
            outlier.Error("maxEjectionTime", ConfigCodes.Conflict, $"is shorter than 'baseEjectionTime' ({ConfigDuration.Format(settings.BaseEjectionTime)}); set at least that.");
        }

        return settings;
    }

    private static SlowStartSettings ReadSlowStart(ConfigObject slowStart, SlowStartSettings fallback) => new(
        slowStart.Duration("window", fallback.Window, Off, TimeSpan.FromHours(1)),
        slowStart.Number("aggression", fallback.Aggression, 0.1, 10),
        slowStart.Whole("minWeightPercent", fallback.MinWeightPercent, 1, 100));

    private static RoutingSettings ReadRouting(ConfigObject routing, RoutingSettings fallback)
    {
        int balance = routing.Whole("hashBalancePercent", fallback.HashBalancePercent, 0, 1000);
        if (balance is > 0 and < 100)
        {
            routing.Error("hashBalancePercent", ConfigCodes.OutOfRange, $"is {balance}; set 0 for no bound, or at least 100: below the average there is not room for all.");
        }

        (HashSource hash, string name) = ReadHash(routing, fallback);
        return new RoutingSettings(routing.Choice("policy", fallback.Policy, Policies), hash, name, balance, routing.Flag("zoneAware", fallback.ZoneAware));
    }

    private static (HashSource Source, string Name) ReadHash(ConfigObject routing, RoutingSettings fallback)
    {
        string? text = routing.Text("hash");
        switch (text)
        {
            case null:
                return (fallback.Hash, fallback.HashName);
            case "tenant":
                return (HashSource.Tenant, "");
            case "address":
                return (HashSource.Address, "");
            default:
                break;
        }

        if (text.StartsWith("header:", StringComparison.Ordinal) && text.Length > "header:".Length)
        {
            return (HashSource.Header, text["header:".Length..]);
        }

        if (text.StartsWith("cookie:", StringComparison.Ordinal) && text.Length > "cookie:".Length)
        {
            return (HashSource.Cookie, text["cookie:".Length..]);
        }

        routing.Error("hash", ConfigCodes.OutOfRange, $"is \"{text}\"; set \"tenant\", \"address\", \"header:NAME\" or \"cookie:NAME\": what requests with one destination have in common.");
        return (fallback.Hash, fallback.HashName);
    }

    private static RetrySettings ReadRetries(ConfigObject retries, RetrySettings fallback) => new()
    {
        Max = retries.Whole("max", fallback.Max, 0, ForwardingState.MaxTries - 1),
        BudgetPercent = retries.Whole("budgetPercent", fallback.BudgetPercent, 0, 100),
        MinConcurrent = retries.Whole("minConcurrent", fallback.MinConcurrent, 0, 10_000),
        PerTryTimeout = retries.Duration("perTryTimeout", fallback.PerTryTimeout, Off, TimeSpan.FromHours(1)),
        Methods = ReadMethods(retries, fallback.Methods),
        Statuses = ReadStatuses(retries, fallback.Statuses),
        MaxBufferedBodyBytes = retries.Whole("maxBufferedBodyBytes", fallback.MaxBufferedBodyBytes, 0, 16 * 1024 * 1024),
        HedgeAfter = retries.Duration("hedgeAfter", fallback.HedgeAfter, Off, TimeSpan.FromMinutes(1)),
    };

    private static IReadOnlyList<string> ReadMethods(ConfigObject retries, IReadOnlyList<string> fallback)
    {
        if (!retries.Has("methods"))
        {
            return fallback;
        }

        string[] methods = [.. retries.Texts("methods").Select(static entry => entry.Text)];
        foreach (string method in methods)
        {
            if (method is "POST" or "PATCH" or "CONNECT" || method.Length == 0 || !method.All(char.IsAsciiLetterUpper))
            {
                retries.Error("methods", ConfigCodes.OutOfRange, $"has \"{method}\"; set idempotent methods in capitals (RFC 9110 §9.2.2), such as \"GET\" or \"PUT\": others might act twice.");
            }
        }

        Limit(retries, "methods", methods.Length);
        return methods;
    }

    private static IReadOnlyList<int> ReadStatuses(ConfigObject retries, IReadOnlyList<int> fallback)
    {
        if (!retries.Has("statuses"))
        {
            return fallback;
        }

        IReadOnlyList<int> statuses = retries.Wholes("statuses", 500, 599);
        Limit(retries, "statuses", statuses.Count);
        return statuses;
    }

    private static void Limit(ConfigObject retries, string key, int count)
    {
        if (count > MaxListed)
        {
            retries.Error(key, ConfigCodes.TooMany, $"has {count} entries; at most {MaxListed} are accepted.");
        }
    }

    private static BreakerSettings ReadBreaker(ConfigObject breaker, BreakerSettings fallback) => new(
        breaker.Whole("maxInFlight", fallback.MaxInFlight, 1, 1_000_000),
        breaker.Whole("maxInFlightPerDestination", fallback.MaxInFlightPerDestination, 1, 1_000_000),
        breaker.Whole("maxQueued", fallback.MaxQueued, 0, 100_000),
        breaker.Duration("queueTimeout", fallback.QueueTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)));
}
