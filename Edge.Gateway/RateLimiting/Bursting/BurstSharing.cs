using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;

namespace Edge.Gateway.RateLimiting.Bursting;

/// <summary>Shares out what a cell has to spare among those who want more than their limit, ten times a second.</summary>
/// <remarks>
/// Demand within the limits is served first: it is never asked. What is spare is the capacity less that demand, and is shared
/// by weighted max-min (between the nodes of a fleet by what each wants): nobody gets more than it asks for, and what one leaves is for the others by their weights.
/// Shares are used up within two steps, so a cell that fills up has its capacity back within 500 ms.
/// </remarks>
internal sealed class BurstSharing(CounterDirectory counters, ICellCapacity capacity, FleetState fleet)
{
    /// <summary>Time between two sharings.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>How fast a demand that has gone is forgotten, per step.</summary>
    private const double DemandDecay = 0.7;

    /// <summary>A demand may be this much higher in the next step.</summary>
    private const double DemandHeadroom = 1.25;

    private readonly List<TenantCounter> _wanting = [];
    private double[] _demands = [];
    private double[] _weights = [];
    private double[] _shares = [];

    /// <summary>Shares out once. Called by one thread at a time.</summary>
    /// <param name="elapsed">Time since the last call.</param>
    public void ShareOnce(TimeSpan elapsed)
    {
        capacity.Measure();
        foreach (CellBurst cell in counters.Cells)
        {
            Share(cell, Math.Clamp(elapsed.TotalSeconds, 0.001, CounterDirectory.PoolSeconds));
        }
    }

    private void Share(CellBurst cell, double seconds)
    {
        double within = Collect(cell);
        double beyond = _wanting.Sum(static counter => counter.DemandEstimate) * DemandHeadroom;
        cell.Demand = new CellDemand(within / seconds, beyond / seconds);
        double perSecond = fleet.Demand.SpareOf(cell.CellId, cell.Demand, capacity.RequestsPerSecond(cell.CellId), fleet.Nodes);
        double spare = perSecond * seconds;
        (cell.SparePerSecond, cell.Gradient) = (perSecond, capacity.Gradient(cell.CellId));
        Grow(_wanting.Count);
        for (int i = 0; i < _wanting.Count; i++)
        {
            (_demands[i], _weights[i]) = (_wanting[i].DemandEstimate * DemandHeadroom, _wanting[i].LimitsOrNull?.Weight ?? 1);
        }

        MaxMin.Share(Math.Max(0, spare), _demands.AsSpan(0, _wanting.Count), _weights.AsSpan(0, _wanting.Count), _shares.AsSpan(0, _wanting.Count));
        double left = spare;
        for (int i = 0; i < _wanting.Count; i++)
        {
            left -= _shares[i];
            Give(_wanting[i], _shares[i]);
        }

        cell.Pool = left <= 0 ? 0 : (long)Math.Min(Math.Max(0, cell.Pool) + left, Math.Max(0, spare) / seconds * CounterDirectory.PoolSeconds);
        _wanting.Clear();
    }

    // Takes the demands since the last time; lists those again that want more than their limit.
    private double Collect(CellBurst cell)
    {
        double within = 0;
        for (TenantCounter? counter = cell.TakeActive(); counter is not null;)
        {
            TenantCounter? next = counter.NextActive;
            counter.Enter();
            within += counter.DemandWithin;
            double estimate = Math.Max(counter.DemandBeyond, counter.DemandEstimate * DemandDecay);
            counter.DemandEstimate = estimate < 0.1 ? 0 : estimate;
            (counter.DemandWithin, counter.DemandBeyond, counter.IsListed, counter.NextActive) = (0, 0, false, null);
            if (counter.DemandEstimate > 0)
            {
                _wanting.Add(counter);
                counter.IsListed = true;
                cell.List(counter); // So that its share is withdrawn once it asks no more.
            }
            else
            {
                counter.BurstCredit = 0;
            }

            counter.Exit();
            counter = next;
        }

        return within;
    }

    private static void Give(TenantCounter counter, double share)
    {
        counter.Enter();
        counter.BurstCredit = share <= 0 ? 0 : Math.Min(counter.BurstCredit, Math.Max(1, share)) + share; // Parts of a unit add up.
        counter.Exit();
    }

    private void Grow(int count)
    {
        if (_demands.Length < count)
        {
            int size = Math.Max(64, count * 2);
            (_demands, _weights, _shares) = (new double[size], new double[size], new double[size]);
        }
    }
}
