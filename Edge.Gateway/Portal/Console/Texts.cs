using System.Globalization;
using System.Text.RegularExpressions;

namespace Edge.Gateway.Portal.Console;

/// <summary>Numbers and times as the console writes them.</summary>
internal static partial class Texts
{
    /// <summary>A rule's message as its file has it, such as "(score %{tx.anomaly_score})", with its holes as dots.</summary>
    public static string WithoutMacros(string message) => Macro().Replace(message, "…");

    public static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A length in its two largest units. Changes at most once a minute, so that a live page that shows it rests.</summary>
    public static string Length(TimeSpan length) =>
        length.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalDays} d {length.Hours} h")
        : length.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{length.Hours} h {length.Minutes} min")
        : length.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{length.Minutes} min")
        : "under 1 min";

    /// <summary>"1 tenant", "2 tenants".</summary>
    public static string Count(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    [GeneratedRegex(@"%\{[^}]*\}")]
    private static partial Regex Macro();
}
