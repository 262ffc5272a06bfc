using Edge.Gateway.Cells.Upgrades;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>Other nodes that see what a test says.</summary>
internal sealed class FakeFleet : IUpgradeFleet
{
    /// <summary>Null while they cannot be heard.</summary>
    public IReadOnlyList<UpgradeSight>? Others { get; set; } = [];

    /// <summary>What this node said last.</summary>
    public IReadOnlyList<UpgradeSight> Told { get; private set; } = [];

    public Task<IReadOnlyList<UpgradeSight>?> ExchangeAsync(IReadOnlyList<UpgradeSight> own)
    {
        Told = own;
        return Task.FromResult(Others);
    }
}
