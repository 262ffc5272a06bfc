namespace Edge.Gateway.Http;

/// <summary>What a cell can bear, for those who may use what is spare. Thread-safe; answers at once.</summary>
internal interface ICellCapacity
{
    /// <summary>Requests per second the cell can serve now: its size class, lowered by what its latency and its lost destinations say. Zero for an unknown cell.</summary>
    double RequestsPerSecond(string cellId);

    /// <summary>1 while the cell answers as fast as it usually does; below when it slows down (Envoy's and Netflix's gradient).</summary>
    double Gradient(string cellId);

    /// <summary>Goes on by one step of measuring; called by the one who shares capacity out, about ten times a second.</summary>
    void Measure();
}
