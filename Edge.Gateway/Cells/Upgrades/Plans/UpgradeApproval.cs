namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>Something that a person must say.</summary>
/// <param name="Text">What is to be done before it is approved.</param>
/// <param name="BySecondPerson">Whether it must be someone else than who started the upgrade.</param>
internal sealed record UpgradeApproval(string Text, bool BySecondPerson);
