namespace Edge.LoadTests.Scenarios;

/// <summary>All suites, in the order of <c>list</c>.</summary>
internal static class SuiteCatalogue
{
    public static IReadOnlyList<ISuite> All { get; } =
    [
        new SteadySuite(), new BurstSuite(), new NoisyNeighbourSuite(), new NoisyTenantsSuite(), new SlowOriginSuite(),
        new CellLossSuite(), new FailoverSuite(), new WafMixSuite(), new TlsHandshakesSuite(), new SoakSuite(),
    ];
}
