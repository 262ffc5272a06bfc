using System.Globalization;
using System.Text;
using System.Text.Json;
using Edge.Gateway.Portal.Design;
using Edge.Gateway.RateLimiting.Reporting;

namespace Edge.Gateway.Portal.Dashboard;

/// <summary>The numbers as files: JSON as the admin API has it, and CSV (RFC 4180).</summary>
internal static class DashboardDownloads
{
    public static Task LimitsJsonAsync(HttpContext context, IReadOnlyList<RateLimitRow> rows)
    {
        Begin(context, "limits.json", "application/json");
        return context.Response.WriteAsJsonAsync(new { limits = rows }, JsonSerializerOptions.Web, context.RequestAborted);
    }

    public static Task LimitsCsvAsync(HttpContext context, IReadOnlyList<RateLimitRow> rows)
    {
        Begin(context, "limits.csv", "text/csv; charset=utf-8");
        var text = new StringBuilder("bucket,mode,limit,window_seconds,used,remaining,burst_ceiling,reset_epoch,average_per_minute_1h,average_per_minute_24h,warnings_1h,bursts_1h,violations_1h,allowed,bursted,denied,impact_seconds\r\n");
        foreach (RateLimitRow row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Field(row.Bucket)},{row.Mode},{row.Limit},{row.WindowSeconds},{row.Used},{row.Remaining},{row.BurstCeiling},{row.Reset},{row.AverageHour},{row.AverageDay},")
                .Append(CultureInfo.InvariantCulture, $"{row.LastHour.Warnings},{row.LastHour.Bursts},{row.LastHour.Violations},{row.Allowed},{row.Bursted},{row.Denied},{row.ImpactSeconds}\r\n");
        }

        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    public static Task UsageJsonAsync(HttpContext context, RateLimitDetail detail)
    {
        Begin(context, "usage.json", "application/json");
        return context.Response.WriteAsJsonAsync(detail, JsonSerializerOptions.Web, context.RequestAborted);
    }

    public static Task UsageCsvAsync(HttpContext context, RateLimitDetail detail)
    {
        Begin(context, "usage.csv", "text/csv; charset=utf-8");
        var text = new StringBuilder("bucket,from_utc,minutes,within_limit,burst,denied\r\n");
        foreach (UsagePoint point in detail.Series)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Field(detail.Limit.Bucket)},{point.At:yyyy-MM-ddTHH:mm:ssZ},{detail.IntervalMinutes},")
                .Append(point.IsMeasured ? string.Create(CultureInfo.InvariantCulture, $"{point.Within},{point.Burst},{point.Denied}\r\n") : ",,\r\n"); // Not measured is empty, never zero.
        }

        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    // A spreadsheet takes what begins with these signs for a formula.
    private static string Field(string text)
    {
        text = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' ? "'" + text : text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static void Begin(HttpContext context, string file, string type)
    {
        PortalHeaders.Apply(context.Response);
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
    }
}
