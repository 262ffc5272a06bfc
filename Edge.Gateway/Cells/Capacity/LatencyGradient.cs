namespace Edge.Gateway.Cells.Capacity;

/// <summary>How a cell's latency compares with what it usually is: Netflix's second gradient, which Envoy's filter descends from too.</summary>
/// <remarks>
/// gradient = tolerance × usual ÷ current, between one half and one. The capacity is multiplied by it as long as the cell is
/// slow, and comes back in small steps. Usual is a slow average, so that it follows a cell that is slow for good.
/// </remarks>
internal sealed class LatencyGradient
{
    /// <summary>The current latency may be this many times the usual one without any effect.</summary>
    public const double Tolerance = 2;

    /// <summary>The strongest reaction to one measurement.</summary>
    public const double MinGradient = 0.5;

    /// <summary>The capacity is never lowered below this part of the size class: a cell that gets no bursts can show that it has recovered.</summary>
    public const double MinFactor = 0.05;

    /// <summary>Part of the size class that comes back with each good measurement: all of it in two seconds.</summary>
    public const double Recovery = 0.05;

    /// <summary>Fewest requests that say something.</summary>
    public const int MinSamples = 5;

    /// <summary>Weight of one measurement in the usual latency: half of it is older than a minute.</summary>
    private const double Slowness = 0.001;

    private long _ticks;
    private int _samples;
    private double _usual;
    private double _value = 1;
    private double _factor = 1;

    /// <summary>1 while the cell is as fast as usual; down to <see cref="MinGradient"/>.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>What the capacity is multiplied by.</summary>
    public double Factor => Volatile.Read(ref _factor);

    /// <summary>Notes a request. Any thread.</summary>
    public void Add(TimeSpan latency)
    {
        Interlocked.Add(ref _ticks, latency.Ticks);
        Interlocked.Increment(ref _samples);
    }

    /// <summary>Goes on by one step. Called by one thread at a time.</summary>
    public void Measure()
    {
        if (Volatile.Read(ref _samples) < MinSamples)
        {
            Recover();
            return;
        }

        int samples = Interlocked.Exchange(ref _samples, 0);
        double current = Math.Max(1, Interlocked.Exchange(ref _ticks, 0) / (double)samples);
        _usual = _usual == 0 ? current : current < _usual ? (_usual * 0.95) + (current * 0.05) : (_usual * (1 - Slowness)) + (current * Slowness);
        Volatile.Write(ref _value, Math.Clamp(Tolerance * _usual / current, MinGradient, 1));
        if (_value < 1)
        {
            Volatile.Write(ref _factor, Math.Max(MinFactor, _factor * _value));
        }
        else
        {
            Recover();
        }
    }

    private void Recover()
    {
        if (_samples == 0)
        {
            Volatile.Write(ref _value, 1);
        }

        Volatile.Write(ref _factor, Math.Min(1, _factor + Recovery));
    }
}
