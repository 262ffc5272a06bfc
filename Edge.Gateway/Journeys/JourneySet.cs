namespace Edge.Gateway.Journeys;

/// <summary><c>journeys/*.yaml</c>.</summary>
internal sealed class JourneySet(IReadOnlyList<Journey> journeys)
{
    /// <summary>Of the configuration, where journeys stand.</summary>
    public const string Folder = "journeys";

    /// <summary>Most journeys of one configuration.</summary>
    public const int MaxJourneys = 100;

    public IReadOnlyList<Journey> Journeys { get; } = journeys;

    public Journey? Find(string name) => Journeys.FirstOrDefault(journey => journey.Name == name);
}
