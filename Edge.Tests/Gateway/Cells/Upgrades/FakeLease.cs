using Edge.Gateway.Cells.Upgrades;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>A lease that a test gives and takes.</summary>
internal sealed class FakeLease : IUpgradeLease
{
    public bool IsCutOff { get; set; }

    public bool IsHeld { get; set; } = true;

    public Task<bool> HoldAsync(string name) => Task.FromResult(IsHeld && !IsCutOff);
}
