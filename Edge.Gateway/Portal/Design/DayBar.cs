namespace Edge.Gateway.Portal.Design;

/// <summary>A day of <see cref="DayBars"/>.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="MinutesUp">Minutes measured as up.</param>
/// <param name="MinutesDown">Minutes measured as down.</param>
/// <param name="MinutesUnknown">Minutes without a measurement.</param>
public sealed record DayBar(DateOnly Day, int MinutesUp, int MinutesDown, int MinutesUnknown)
{
    /// <summary>Whether nothing was measured on that day.</summary>
    public bool IsUnknown => MinutesUp + MinutesDown == 0;
}
