using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status.Ledger;

/// <summary>A component's minutes of one day, UTC.</summary>
internal sealed class LedgerDay
{
    /// <summary>Every day has as many: UTC knows no summer time, and Unix time no leap seconds.</summary>
    public const int Minutes = 1440;

    private readonly byte[] _states = new byte[Minutes];

    public int Up { get; private set; }

    public int Down { get; private set; }

    /// <summary>The last minute that was down; null for none.</summary>
    public int? LastDown => Down == 0 ? null : Array.LastIndexOf(_states, (byte)MinuteState.Down);

    /// <summary>The first minute that was measured; null for none.</summary>
    public int? First => Up + Down == 0 ? null : Array.FindIndex(_states, static state => state != (byte)MinuteState.Unknown);

    /// <summary>A letter for each minute: <c>u</c>, <c>d</c> or <c>-</c>.</summary>
    public string Letters
    {
        get => string.Create(Minutes, _states, static (letters, states) =>
        {
            for (int minute = 0; minute < Minutes; minute++)
            {
                letters[minute] = (MinuteState)states[minute] switch { MinuteState.Up => 'u', MinuteState.Down => 'd', _ => '-' };
            }
        });
    }

    public static LedgerDay Parse(string letters)
    {
        LedgerDay day = new();
        for (int minute = 0; minute < Math.Min(letters.Length, Minutes); minute++)
        {
            day.Set(minute, letters[minute] switch { 'u' => MinuteState.Up, 'd' => MinuteState.Down, _ => MinuteState.Unknown });
        }

        return day;
    }

    public MinuteState this[int minute] => (MinuteState)_states[minute];

    /// <summary>Says what a minute counts as; whether that is new.</summary>
    public bool Set(int minute, MinuteState state)
    {
        MinuteState before = this[minute];
        _states[minute] = (byte)state;
        Up += (state == MinuteState.Up ? 1 : 0) - (before == MinuteState.Up ? 1 : 0);
        Down += (state == MinuteState.Down ? 1 : 0) - (before == MinuteState.Down ? 1 : 0);
        return before != state;
    }
}
