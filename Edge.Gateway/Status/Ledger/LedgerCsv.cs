using System.Globalization;
using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status.Ledger;

/// <summary>The ledger as anybody may read it: enough to make the published figures again.</summary>
internal static class LedgerCsv
{
    public const string EntriesHeader = "minute,component,source,up_seconds,down_seconds,unknown_seconds,probes_passed,probes_failed,requests,requests_failed,seconds";

    public const string DaysHeader = "date,component,minutes_up,minutes_down,minutes_unknown,minutes";

    /// <summary>One line for each minute, component and source.</summary>
    /// <param name="rows">In the order of minute, component and source.</param>
    public static IEnumerable<string> Entries(IEnumerable<LedgerRow> rows)
    {
        yield return EntriesHeader;
        LedgerRow? sum = null;
        foreach (LedgerRow row in rows)
        {
            if (sum is not null && (sum.Minute, sum.Component, sum.Source) == (row.Minute, row.Component, row.Source))
            {
                sum = sum with { Tally = sum.Tally + row.Tally };
                continue;
            }

            if (sum is not null)
            {
                yield return Line(sum);
            }

            sum = row;
        }

        if (sum is not null)
        {
            yield return Line(sum);
        }
    }

    /// <summary>One line for each date and component.</summary>
    public static IEnumerable<string> Days(IEnumerable<(DateOnly Date, string Component, string States)> days)
    {
        yield return DaysHeader;
        foreach ((DateOnly date, string component, string states) in days)
        {
            (int up, int down) = (states.Count(static letter => letter == 'u'), states.Count(static letter => letter == 'd'));
            yield return string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},{component},{up},{down},{LedgerDay.Minutes - up - down},{states}");
        }
    }

    private static string Line(LedgerRow row)
    {
        MinuteTally tally = row.Tally;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{LedgerRow.TimeOf(row.Minute):yyyy-MM-dd'T'HH:mm'Z'},{row.Component},{row.Source},{tally.UpSeconds},{tally.DownSeconds},{MinuteTally.Seconds - tally.UpSeconds - tally.DownSeconds},{tally.ProbesPassed},{tally.ProbesFailed},{tally.Requests},{tally.RequestsFailed},{tally.Letters}");
    }
}
