namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>An HTTP call that does a step's work. It may come again, with the same <c>X-Edge-Upgrade-Id</c> and <c>X-Edge-Upgrade-Step</c>.</summary>
/// <param name="Method">Of the request.</param>
/// <param name="Url">Absolute, http or https.</param>
/// <param name="Headers">Values may be <c>env:NAME</c> or <c>file:PATH</c>, read at each call.</param>
/// <param name="Timeout">Of one try.</param>
/// <param name="Retries">Further tries after failures, with growing pauses.</param>
/// <param name="Interval">Pause before the first retry, and between calls while the answer is 202.</param>
/// <param name="Deadline">Of the whole work: that long it may answer 202, begun but not done.</param>
/// <param name="Expect">Statuses that mean done.</param>
internal sealed record UpgradeHook(
    string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, TimeSpan Timeout, int Retries, TimeSpan Interval, TimeSpan Deadline, IReadOnlyList<int> Expect);
