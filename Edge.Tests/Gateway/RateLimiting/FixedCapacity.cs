using Edge.Gateway.Http;

namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>Cells that bear what a test says.</summary>
internal sealed class FixedCapacity(double perSecond) : ICellCapacity
{
    public double PerSecond { get; set; } = perSecond;

    public double GradientNow { get; set; } = 1;

    public double RequestsPerSecond(string cellId) => PerSecond;

    public double Gradient(string cellId) => GradientNow;

    public void Measure()
    {
    }
}
