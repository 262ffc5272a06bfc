namespace Edge.LoadTests.Engine;

/// <summary>When requests are due: the stretches of a scenario laid end to end, in nanoseconds of the run.</summary>
internal sealed class ArrivalSchedule
{
    private const double Second = 1e9;

    private ArrivalSchedule(Stretch[] stretches) => Stretches = stretches;

    /// <summary>All stretches in order of time, without gaps.</summary>
    public IReadOnlyList<Stretch> Stretches { get; }

    /// <summary>When the last stretch ends.</summary>
    public long End => Stretches.Count == 0 ? 0 : Stretches[^1].End;

    /// <summary>Most users of a closed stretch.</summary>
    public int MaxCopies => Stretches.Select(static stretch => stretch.Copies).DefaultIfEmpty().Max();

    /// <summary>Lays out a scenario, after a warm-up with its first load.</summary>
    /// <param name="simulations">What the scenario wants.</param>
    /// <param name="warmUp">Time before it; zero for none.</param>
    public static ArrivalSchedule Of(IReadOnlyList<LoadSimulation> simulations, TimeSpan warmUp)
    {
        List<Stretch> stretches = [];
        long at = 0;
        double rate = 0;
        if (warmUp > TimeSpan.Zero && simulations.Count > 0)
        {
            Append(simulations[0] with { During = warmUp }, stretches, ref at, ref rate);
            rate = 0;
        }

        foreach (LoadSimulation simulation in simulations)
        {
            Append(simulation, stretches, ref at, ref rate);
        }

        return new ArrivalSchedule([.. stretches]);
    }

    private static void Append(LoadSimulation simulation, List<Stretch> stretches, ref long at, ref double rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(simulation.During, TimeSpan.Zero);
        long end = at + ((long)simulation.During.TotalMicroseconds * 1000);
        Stretch stretch = simulation switch
        {
            Inject inject => new Stretch(at, end, inject.Rate, inject.Rate, 0),
            RampingInject ramp => new Stretch(at, end, rate, ramp.Rate, 0),
            KeepConstant constant => new Stretch(at, end, 0, 0, constant.Copies),
            _ => new Stretch(at, end, 0, 0, 0),
        };
        rate = stretch.LastRate;
        stretches.Add(stretch);
        at = end;
    }

    /// <summary>From <paramref name="Begin"/> to <paramref name="End"/>, in nanoseconds; either rates per second, or copies, or neither.</summary>
    internal sealed record Stretch(long Begin, long End, double FirstRate, double LastRate, int Copies)
    {
        /// <summary>Requests that fall due in this stretch of the open model.</summary>
        public long Arrivals { get; } = (long)Math.Round((FirstRate + LastRate) / 2 * ((End - Begin) / Second), 6);

        /// <summary>When the request of that index, from 0, is due.</summary>
        /// <remarks>Where the area below the line of the rate reaches the index: r₀t + (r₁-r₀)t²/2d = n.</remarks>
        public long Due(long index)
        {
            double duration = (End - Begin) / Second;
            double growth = (LastRate - FirstRate) / duration;
            double seconds = Math.Abs(growth) < 1e-9
                ? index / FirstRate
                : (Math.Sqrt(Math.Max(0, (FirstRate * FirstRate) + (2 * growth * index))) - FirstRate) / growth;
            return Begin + (long)(Math.Min(seconds, duration) * Second);
        }
    }
}
