namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>What is done in a phase.</summary>
internal interface IUpgradePhase
{
    UpgradePhase Phase { get; }

    /// <summary>Looks how the phase stands, or works on it. It may be called any number of times, on any node.</summary>
    Task<PhaseResult> LookAsync(PhaseLook look, CancellationToken cancellationToken);
}
