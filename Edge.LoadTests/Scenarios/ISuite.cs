namespace Edge.LoadTests.Scenarios;

/// <summary>What <c>list</c> names: a promise, and the scenarios that show whether it is kept.</summary>
internal interface ISuite
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What it promises, in one sentence.</summary>
    string Promise { get; }

    /// <summary>Options where the command line says nothing.</summary>
    LoadOptions Defaults => new();

    /// <summary>Whether it can run against the demo only: it switches faults, or needs tenants that nothing else has.</summary>
    bool NeedsDemo => false;

    /// <summary>What the demo must be like.</summary>
    DemoSettings Demo(LoadOptions options) => new();

    /// <summary>Its scenarios, its actions and its thresholds.</summary>
    SuitePlan Plan(LoadOptions options);
}
