namespace Edge.LoadTests.Engine;

/// <summary>One worker's share of a schedule: every n-th arrival. It waits while nobody takes them, so what is late stays due at its time.</summary>
internal sealed class ArrivalCursor(ArrivalSchedule schedule, int worker, int workers)
{
    private int _stretch;
    private long _index = worker;
    private long _due = -1;

    /// <summary>Takes the next request when it is due.</summary>
    /// <param name="now">Nanoseconds of the run.</param>
    /// <param name="inFlight">Requests of this worker under way, for the closed model.</param>
    /// <param name="intended">When it should begin.</param>
    public bool TryTake(long now, int inFlight, out long intended)
    {
        while (_stretch < schedule.Stretches.Count)
        {
            ArrivalSchedule.Stretch stretch = schedule.Stretches[_stretch];
            if (_index < stretch.Arrivals)
            {
                intended = DueOf(stretch);
                if (intended > now)
                {
                    return false;
                }

                _index += workers;
                _due = -1;
                return true;
            }

            if (now < stretch.End)
            {
                intended = now;
                return inFlight < CopiesOf(stretch) && now >= stretch.Begin;
            }

            Advance(stretch);
        }

        intended = 0;
        return false;
    }

    /// <summary>When something may be due next: the next arrival, or the end of a stretch; <see cref="long.MaxValue"/> after the last.</summary>
    public long NextDue()
    {
        if (_stretch >= schedule.Stretches.Count)
        {
            return long.MaxValue;
        }

        ArrivalSchedule.Stretch stretch = schedule.Stretches[_stretch];
        return _index < stretch.Arrivals ? DueOf(stretch) : stretch.End;
    }

    private long DueOf(ArrivalSchedule.Stretch stretch) => _due >= 0 ? _due : _due = stretch.Due(_index);

    private int CopiesOf(ArrivalSchedule.Stretch stretch) => (stretch.Copies / workers) + (worker < stretch.Copies % workers ? 1 : 0);

    private void Advance(ArrivalSchedule.Stretch stretch)
    {
        _index -= stretch.Arrivals; // The next stretch goes on in turn, so that all workers together keep the rate.
        _stretch++;
        _due = -1;
    }
}
