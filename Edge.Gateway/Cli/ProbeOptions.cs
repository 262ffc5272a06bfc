namespace Edge.Gateway.Cli;

/// <summary>What <c>probe</c> is told.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Report">URL of the gateway's ops listener.</param>
/// <param name="Journeys">Folder of journeys.</param>
/// <param name="Targets">URLs that every journey goes to; none: the hosts that the journeys name.</param>
/// <param name="TokenFile">File with the token; null for the environment.</param>
/// <param name="IsOnce">Each journey once.</param>
/// <param name="IsInsecure">Takes any certificate.</param>
internal sealed record ProbeOptions(string Location, string Report, string Journeys, IReadOnlyList<string> Targets, string? TokenFile, bool IsOnce, bool IsInsecure);
