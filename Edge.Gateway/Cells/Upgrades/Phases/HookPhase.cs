using System.Globalization;
using Edge.Gateway.Cells.Upgrades.Plans;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Calls the hook until it says that its work is done.</summary>
internal sealed class HookPhase(IUpgradeCaller caller, TimeProvider time) : IUpgradePhase
{
    /// <summary>Longest pause between two tries.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    public UpgradePhase Phase => UpgradePhase.Hook;

    public async Task<PhaseResult> LookAsync(PhaseLook look, CancellationToken cancellationToken)
    {
        (UpgradeRun run, UpgradeHook hook) = (look.Run, look.Plan.Hook!);
        DateTimeOffset begin = time.GetUtcNow();
        long started = time.GetTimestamp();
        (int status, string failure) = await caller.CallAsync(run, hook, cancellationToken);
        long milliseconds = (long)time.GetElapsedTime(started).TotalMilliseconds;
        if (hook.Expect.Contains(status))
        {
            return PhaseResult.Passed with { Call = new UpgradeCall(begin, milliseconds, status, "done") };
        }

        bool isLate = time.GetUtcNow() - run.PhaseStarted >= hook.Deadline;
        if (status == StatusCodes.Status202Accepted)
        {
            return isLate
                ? PhaseResult.Failed("the hook's work was not done by its deadline") with { Call = new UpgradeCall(begin, milliseconds, status, "not done") }
                : new PhaseResult(PhaseOutcome.Pending, "the hook is at work", new UpgradeCall(begin, milliseconds, status, "begun"), hook.Interval);
        }

        string why = status == 0 ? failure : string.Create(CultureInfo.InvariantCulture, $"the hook answered {status}");
        UpgradeCall call = new(begin, milliseconds, status, why);
        if (isLate || run.Attempts >= hook.Retries)
        {
            return PhaseResult.Failed(why) with { Call = call };
        }

        TimeSpan pause = hook.Interval * Math.Pow(2, Math.Min(run.Attempts, 10));
        return new PhaseResult(PhaseOutcome.Retry, why, call, pause < MaxPause ? pause : MaxPause);
    }
}
