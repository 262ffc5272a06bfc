using System.Globalization;

namespace Edge.Gateway.Portal.Dashboard;

/// <summary>Numbers as people read them.</summary>
internal static class DashboardText
{
    /// <summary>Stands for what was not measured.</summary>
    public const string NoData = "no data yet";

    public static string Number(double? value) => value is { } number ? number.ToString(number is > 0 and < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture) : NoData;

    /// <summary>A change such as "+12 %"; null when one side was not measured.</summary>
    public static string? Change(long? now, long? before) => (now, before) switch
    {
        (null, _) or (_, null) => null,
        (0, 0) => "same",
        (_, 0) => "new",
        _ when now == before => "same",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(now - before) * 100.0 / before:+#,0;-#,0;±0} %"),
    };

    /// <summary>A length such as "1 min".</summary>
    public static string Duration(long seconds) => seconds switch
    {
        < 60 => Text(seconds, "s"),
        < 3600 when seconds % 60 == 0 => Text(seconds / 60, "min"),
        < 3600 => $"{Text(seconds / 60, "min")} {Text(seconds % 60, "s")}",
        _ when seconds % 3600 == 0 => Text(seconds / 3600, "h"),
        _ => $"{Text(seconds / 3600, "h")} {Text(seconds % 3600 / 60, "min")}",
    };

    private static string Text(long number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {unit}");
}
